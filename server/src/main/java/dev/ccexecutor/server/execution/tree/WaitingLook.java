package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether a look of one kind waits to be begun: such a one acts on all that was done before it was
 * asked for again, so that no second one need wait.
 */
final class WaitingLook {
  private final AtomicBoolean waits = new AtomicBoolean();

  /**
   * Asks for a look, after what it is to act on was done.
   *
   * @return false if one waits that will do
   */
  @RunsOn(ThreadRole.READER_LOOP)
  boolean mustBeSubmitted() {
    return waits.compareAndSet(false, true);
  }

  /** It begins, and has read nothing yet: what is done from now on it may miss. */
  @RunsOn(ThreadRole.SWEEPER)
  void begun() {
    waits.set(false);
  }
}
