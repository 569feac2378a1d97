package dev.ccexecutor.bench.compare;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** One of the servers that are compared. */
interface Contender {
  String name();

  /** What to install so that it can be had; nothing if it can be started. */
  Optional<String> missing();

  /** Whether a connection is an execution: it starts the one command that the server knows. */
  default boolean isConnectionPerProcess() {
    return false;
  }

  /**
   * A server that listens when this returns.
   *
   * @param argv the command, for those that know only one
   */
  RunningContender start(List<String> argv) throws IOException;
}
