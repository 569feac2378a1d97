package dev.ccexecutor.server.agent.run;

import dev.ccexecutor.server.agent.AgentFailure;
import dev.ccexecutor.server.agent.FailureReport;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Whether a command line can be handed to a program at all. */
final class PromptSize {
  /** MAX_ARG_STRLEN is 32 pages of 4 KiB, with the NUL at the end: execve(2). */
  static final int MAX_ARGUMENT_BYTES = 128 * 1024 - 1;

  /**
   * All together. The kernel takes a quarter of the stack's limit, 2 MiB mostly, for arguments and
   * environment; and a server takes messages of 1 MiB by default.
   */
  static final int MAX_ALL_BYTES = 768 * 1024;

  private PromptSize() {}

  /** What is wrong with it; empty if nothing. */
  static Optional<FailureReport> problem(List<String> argv) {
    long all = 0;
    for (String argument : argv) {
      int bytes = argument.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_ARGUMENT_BYTES) {
        return report("an argument, the prompt mostly, has " + bytes, MAX_ARGUMENT_BYTES);
      }
      all += bytes + 1;
    }
    return all > MAX_ALL_BYTES
        ? report("all arguments have " + all, MAX_ALL_BYTES)
        : Optional.empty();
  }

  private static Optional<FailureReport> report(String what, int maxBytes) {
    return Optional.of(
        FailureReport.of(
            AgentFailure.PROMPT_TOO_LONG,
            what + " bytes, and " + maxBytes + " is the most that a program can be given"));
  }
}
