package dev.ccexecutor.server.session;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages that must not go out before something else has: they are kept in order until {@link
 * #release}.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
public final class AnswerHold {
  /**
   * A batch that waits for long holds what its executions tell meanwhile, which somebody may go on
   * controlling.
   */
  private static final int MAX_WAITING = 4096;

  private final List<Runnable> waiting = new ArrayList<>();
  private boolean released;

  /**
   * Runs an action now or at the release.
   *
   * @return false if so many wait already that this one can't be kept
   */
  boolean whenReleased(Runnable action) {
    if (released) {
      action.run();
      return true;
    }
    return waiting.size() < MAX_WAITING && waiting.add(action);
  }

  public void release() {
    released = true;
    waiting.forEach(Runnable::run);
    waiting.clear();
  }
}
