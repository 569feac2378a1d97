package dev.ccexecutor.server.execution.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that is closed when nobody uses it any more. Any thread. */
final class OpenFile {
  private static final Logger log = LoggerFactory.getLogger(OpenFile.class);

  private final FileChannel channel;
  private final Executor spoolThread;

  /** Begins with the opener's. */
  private final AtomicInteger uses = new AtomicInteger(1);

  /**
   * @param spoolThread closes it: closing a file that was deleted frees its blocks, which takes
   *     time
   */
  OpenFile(FileChannel channel, Executor spoolThread) {
    this.channel = channel;
    this.spoolThread = spoolThread;
  }

  FileChannel channel() {
    return channel;
  }

  /** False if it is closed already, or about to be. */
  boolean tryUse() {
    int now = uses.get();
    while (now > 0) {
      if (uses.compareAndSet(now, now + 1)) {
        return true;
      }
      now = uses.get();
    }
    return false;
  }

  void endUse() {
    if (uses.decrementAndGet() == 0) {
      try {
        spoolThread.execute(this::close);
      } catch (RejectedExecutionException e) {
        log.atDebug().setCause(e).log("a spooled file is closed behind the spool's end");
        close();
      }
    }
  }

  private void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // What was to be kept was forced to the disk before, which would have told.
      log.atWarn().setCause(e).log("a spooled file could not be closed");
    }
  }
}
