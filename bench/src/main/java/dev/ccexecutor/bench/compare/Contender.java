package dev.ccexecutor.bench.compare;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** One of the servers that are compared. */
interface Contender {
  String name();

  /** What to install so that it can be had; nothing if it can be started. */
  Optional<String> missing();

  /** Its version, or that of what makes it; nothing where that says nothing or it is missing. */
  default Optional<String> version() throws IOException {
    return Optional.empty();
  }

  /** Whether a connection is an execution: it starts the one command that the server knows. */
  default boolean isConnectionPerProcess() {
    return false;
  }

  /** Whether it compiles its code while it runs, and is slower before. */
  default boolean needsWarmUp() {
    return false;
  }

  /**
   * A server that listens when this returns.
   *
   * @param argv the command, for those that know only one
   */
  RunningContender start(List<String> argv) throws IOException;
}
