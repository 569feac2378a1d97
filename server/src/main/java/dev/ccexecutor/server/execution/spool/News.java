package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;

/** What a spool thread has to say to a reader loop. */
@RunsOn(ThreadRole.READER_LOOP)
interface News {
  News NONE = () -> {};

  void tell();

  /** Gives back what it owns, where nobody is left who could be told. Any thread. */
  default void discard() {
    // Most own nothing.
  }
}
