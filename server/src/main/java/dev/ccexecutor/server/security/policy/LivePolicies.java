package dev.ccexecutor.server.security.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies that count now: those of a file follow it. Its own thread looks at the file again
 * and again, since a watch (inotify(7)) sees neither what another machine writes nor, without a
 * watch on each directory on the way, that a link leads elsewhere.
 */
public final class LivePolicies {
  private static final Logger log = LoggerFactory.getLogger(LivePolicies.class);
  private static final long LOOK_MILLIS = 1_000;
  private static final String STAMP = "unix:ino,size,ctime,lastModifiedTime";

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

  /** As the file was when it was last read; the constructor's, then the watcher's. */
  private Map<String, Object> stamp;

  private volatile PolicyTable table;

  private LivePolicies(PolicyTable table, Path file, Loader loader, Map<String, Object> stamp) {
    this.table = table;
    this.file = file;
    this.loader = loader;
    this.stamp = stamp;
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
    Map<String, Object> stamp = stampOf(file); // Ahead of reading, so that no change is missed.
    return new LivePolicies(loader.load(), file, loader, stamp);
  }

  /** Any thread. */
  public PolicyTable current() {
    return table;
  }

  /** Ends the thread, once it has come to the end of what it does. */
  public void close() throws InterruptedException {
    closed.countDown();
    if (watcher != null) {
      watcher.join();
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
    Map<String, Object> now = stampOf(file);
    if (now.equals(stamp)) {
      return;
    }
    stamp = now;
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

  private static Map<String, Object> stampOf(Path file) {
    try {
      return Files.readAttributes(file, STAMP);
    } catch (IOException e) {
      return Map.of(); // That it can't be read is told when it is.
    }
  }
}
