package dev.ccexecutor.stress.run;

import dev.ccexecutor.stress.server.ProcessFacts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Looks at the memory of a process many times a second, until it is closed. */
final class ResidentWatch implements AutoCloseable {
  private static final long INTERVAL_MILLIS = 50;

  private final Target target;
  private final List<Long> seen = new ArrayList<>();
  private final Thread thread;

  private ResidentWatch(Target target) {
    this.target = target;
    this.thread = Thread.ofVirtual().name("resident-watch").unstarted(this::watch);
  }

  static ResidentWatch start(Target target) {
    ResidentWatch watch = new ResidentWatch(target);
    watch.thread.start();
    return watch;
  }

  private void watch() {
    try {
      while (!Thread.interrupted()) {
        OptionalLong pid = target.pid();
        if (pid.isPresent()) {
          look(pid.getAsLong());
        }
        Thread.sleep(INTERVAL_MILLIS);
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(long pid) {
    try {
      long bytes = ProcessFacts.residentBytes(pid);
      synchronized (seen) {
        seen.add(bytes);
      }
    } catch (IOException gone) {
      // It was killed, which is a fault that some scenarios make; the next look is at the next one.
      return;
    }
  }

  /** The most, until now; empty if there was nothing to be seen. */
  OptionalLong peak() {
    synchronized (seen) {
      return seen.stream().mapToLong(Long::longValue).max();
    }
  }

  /** The most of the first half. */
  OptionalLong middle() {
    synchronized (seen) {
      return seen.stream().limit((seen.size() + 1) / 2).mapToLong(Long::longValue).max();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
