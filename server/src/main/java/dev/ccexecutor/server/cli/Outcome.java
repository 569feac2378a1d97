package dev.ccexecutor.server.cli;

/**
 * What became of a remote command.
 *
 * @param exitCode for this process
 * @param message for stderr; empty if the exit code says all
 */
record Outcome(int exitCode, String message) {

  static Outcome exited(int exitCode) {
    return new Outcome(exitCode, "");
  }

  static Outcome clientFailed(String message) {
    return new Outcome(ExitCode.CLIENT_FAILED, message);
  }
}
