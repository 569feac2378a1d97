package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.execution.Signal;
import java.util.Optional;

/**
 * What became of an invocation.
 *
 * @param exitCode for this process
 * @param message for stderr; empty if the exit code says all
 * @param signal that this process ends by, without {@code SIG}; empty if it exits
 */
public record Outcome(int exitCode, String message, Optional<String> signal) {

  public static Outcome exited(int exitCode) {
    return new Outcome(exitCode, "", Optional.empty());
  }

  public static Outcome failed(int exitCode, String message) {
    return new Outcome(exitCode, message, Optional.empty());
  }

  /** This process was told to end, and has done what there was to be done before. */
  static Outcome endedBy(String signal) {
    int number = Signal.numberOf(signal).orElse(0);
    int exitCode = Signal.exitCodeOf(number);
    return new Outcome(exitCode, "", Optional.of(signal));
  }
}
