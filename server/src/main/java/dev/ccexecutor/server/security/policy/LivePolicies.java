package dev.ccexecutor.server.security.policy;

import dev.ccexecutor.server.security.WatchedFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies that count now: those of a file follow it. Its own thread looks at the file again
 * and again.
 */
public final class LivePolicies {
  private static final Logger log = LoggerFactory.getLogger(LivePolicies.class);
  private static final long LOOK_MILLIS = 1_000;
  private static final long STOP_MILLIS = 2_000;

  /** Makes a table of what is on the disk. */
  @FunctionalInterface
  public interface Loader {
    PolicyTable load() throws PolicyException;
  }

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Path file;
  private final Loader loader;

  /** Null where nothing is to be looked at. */
  private final Thread watcher;

  /** Null where nothing is to be looked at. The watcher's. */
  private final WatchedFiles watched;

  private volatile PolicyTable table;

  private LivePolicies(PolicyTable table, Path file, Loader loader, WatchedFiles watched) {
    this.table = table;
    this.file = file;
    this.loader = loader;
    this.watched = watched;
    this.watcher =
        file == null ? null : Thread.ofPlatform().name("policies").daemon().start(this::watch);
  }

  /** Policies that stay as they are. */
  public static LivePolicies fixed(PolicyTable table) {
    return new LivePolicies(table, null, null, null);
  }

  /**
   * The policies of a file.
   *
   * @throws PolicyException if they can't be used now; later, what can't be used is logged, and
   *     changes nothing
   */
  public static LivePolicies following(Path file, Loader loader) throws PolicyException {
    WatchedFiles watched =
        new WatchedFiles(List.of(file)); // Ahead of reading, so that no change is missed.
    return new LivePolicies(loader.load(), file, loader, watched);
  }

  /** Any thread. */
  public PolicyTable current() {
    return table;
  }

  /** Ends the thread, once it has come to the end of what it does, or after some time. */
  public void close() throws InterruptedException {
    closed.countDown();
    if (watcher != null) {
      watcher.join(STOP_MILLIS); // It may be in a file system that does not answer.
    }
  }

  private void watch() {
    try {
      while (!closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      log.atError().setCause(e).log("policies are not read again: their thread was interrupted");
    }
  }

  private void look() {
    if (!watched.haveChanged()) {
      return;
    }
    try {
      PolicyTable read = loader.load();
      table = read;
      log.atInfo().addKeyValue("file", file).log("policies were read again");
      read.warnings().forEach(log::warn);
    } catch (PolicyException e) {
      e.problems().forEach(log::error);
      log.atError().addKeyValue("file", file).log("the new policies can't be used; the old stay");
    } catch (RuntimeException | Error e) {
      log.atError().setCause(e).log("reading the policies failed; the old stay");
    }
  }
}
