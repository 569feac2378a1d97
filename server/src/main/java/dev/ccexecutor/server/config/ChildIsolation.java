package dev.ccexecutor.server.config;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Whom commands run as, and what they can't do.
 *
 * @param runAs empty for the server's own user
 * @param noNewPrivileges whether no program that they execute gains privileges
 * @param umask empty for the server's own, and 022 at least
 */
public record ChildIsolation(Optional<RunAs> runAs, boolean noNewPrivileges, OptionalInt umask) {}
