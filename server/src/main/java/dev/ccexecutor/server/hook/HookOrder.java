package dev.ccexecutor.server.hook;

import dev.ccexecutor.server.security.Principal;
import java.util.List;

/**
 * A hook that is to be run.
 *
 * @param argv program and arguments
 * @param executionId for which
 * @param principal whose that is
 * @param input what it reads
 */
record HookOrder(
    HookKind kind, List<String> argv, String executionId, Principal principal, String input) {}
