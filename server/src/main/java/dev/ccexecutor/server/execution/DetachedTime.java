package dev.ccexecutor.server.execution;

import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** How long an execution may be without an owner. */
@RunsOn(ThreadRole.READER_LOOP)
final class DetachedTime {
  private final ReaderLoop loop;
  private final long longestMillis;
  private final Runnable onOver;
  private Future<?> over;

  DetachedTime(ReaderLoop loop, long longestMillis, Runnable onOver) {
    this.loop = loop;
    this.longestMillis = longestMillis;
    this.onOver = onOver;
  }

  /** The owner has gone. */
  void begin() {
    end();
    over = loop.eventLoop().schedule(onOver, longestMillis, TimeUnit.MILLISECONDS);
  }

  /** There is an owner again, or no need for one. */
  void end() {
    if (over != null) {
      over.cancel(false);
      over = null;
    }
  }
}
