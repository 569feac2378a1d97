package dev.ccexecutor.server.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is written down of who ran what.
 *
 * @param file empty for nothing
 * @param maxBytes of one file
 * @param olderFiles how many are kept beside it
 */
public record AuditConfig(
    Optional<Path> file, long maxBytes, int olderFiles, AuditWhenFull whenFull) {}
