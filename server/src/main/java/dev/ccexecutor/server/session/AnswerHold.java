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
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean released;

  void whenReleased(Runnable action) {
    if (released) {
      action.run();
    } else {
      waiting.add(action);
    }
  }

  public void release() {
    released = true;
    waiting.forEach(Runnable::run);
    waiting.clear();
  }
}
