package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Something that is asked of a tree, and done to it, over as many looks as it takes. */
@RunsOn(ThreadRole.SWEEPER)
abstract class Question {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final long askedAtNanos = System.nanoTime();

  /** Whether a glance settles it, which costs far less than a look. */
  boolean glance(Glance glance) throws IOException {
    return false;
  }

  /** Whether it is worth a look by now. */
  boolean needsLook() {
    return true;
  }

  /** A look begins; nothing was read for it yet. */
  void begin() {}

  /** Looks and acts; returns whether that settled it. */
  abstract boolean pass(View view) throws IOException;

  /** Whether it has waited for so long that it must be settled as it stands. */
  boolean isOld() {
    return System.nanoTime() - askedAtNanos > PATIENCE_NANOS;
  }
}
