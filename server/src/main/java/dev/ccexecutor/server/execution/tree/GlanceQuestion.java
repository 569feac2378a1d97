package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.server.posix.ProcessTree;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;

/** Whether a glance proves a tree empty; no look is taken for it. */
@RunsOn(ThreadRole.SWEEPER)
final class GlanceQuestion extends Question {
  private final ProcessTree tree;
  private boolean empty;

  GlanceQuestion(ProcessTree tree) {
    this.tree = tree;
  }

  @Override
  boolean glance(Glance glance) throws IOException {
    empty = glance.provesEmpty(tree);
    return true;
  }

  @Override
  boolean needsLook() {
    return false;
  }

  @Override
  boolean pass(View view) {
    return true;
  }

  /** To be read once it is settled; false also if nothing could be seen. */
  boolean isEmpty() {
    return empty;
  }
}
