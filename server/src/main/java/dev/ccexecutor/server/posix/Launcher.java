package dev.ccexecutor.server.posix;

import java.io.IOException;

/** Whom children run as, and what follows from that. Used on the spawner's thread. */
interface Launcher {
  /** Called once, ahead of all else. */
  void begin() throws IOException;

  /**
   * Finds the program and its directory.
   *
   * @return to be closed once the child has started
   * @throws PosixException what the child would have met, as far as it can be known
   */
  Launch prepare(SpawnRequest request) throws PosixException;

  /** Makes the child's streams its own. */
  void handOver(ChildEnds ends) throws PosixException;
}
