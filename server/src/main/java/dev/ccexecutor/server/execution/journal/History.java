package dev.ccexecutor.server.execution.journal;

import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down how executions have ended, before anybody is told, on a thread of its own: a write to
 * a file may wait for a disk, which no reader loop may, and it shall not wait for spawns. Its queue
 * is as long as the executions that are ending, which the server's limit bounds.
 *
 * <p>A history that can't be written keeps nobody from being told: it is said once, and tried again
 * with the next end.
 */
final class History {
  private static final Logger log = LoggerFactory.getLogger(History.class);
  private static final long RETRY_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** So long after an end others may have come: one wake-up of the spawner's thread for all. */
  private static final long AFTERWARDS_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** What is kept for a disk that is full to have room again; the oldest go first. */
  private static final int MOST_UNWRITTEN = 1024;

  /**
   * @param onWritten runs on the history's thread; it must hand over at once
   */
  private record Order(PastExecution execution, Runnable onWritten) {}

  private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
  private final HistoryFiles files;
  private final Ballast ballast;
  private final Runnable afterwards;
  private final Thread thread;
  private volatile boolean closed;
  private boolean carriedOver;

  /** From here on the thread's, and {@link #close}'s after its end. */
  private final Deque<PastExecution> unwritten = new ArrayDeque<>();

  private boolean failing;
  private long retryAtNanos;
  private boolean afterwardsWaits;
  private long afterwardsAtNanos;

  private History(HistoryFiles files, Ballast ballast, Runnable afterwards) {
    this.files = files;
    this.ballast = ballast;
    this.afterwards = afterwards;
    this.thread = Thread.ofPlatform().name("history").daemon().unstarted(this::run);
  }

  /**
   * Takes over what former instances have remembered, before it begins.
   *
   * @param afterwards runs on the history's thread, a little after each end that was told; one call
   *     may stand for several. It must hand over at once
   */
  static History begin(
      Supplier<InstanceDirectory> directory,
      RetentionBounds bounds,
      Collection<PastExecution> remembered,
      Runnable afterwards) {
    History history =
        new History(
            new HistoryFiles(directory, bounds), new Ballast("history", directory), afterwards);
    history.unwritten.addAll(remembered);
    history.write();
    history.carriedOver = !history.failing;
    history.thread.start();
    return history;
  }

  /** Whether what it took over is on file. */
  boolean hasCarriedOver() {
    return carriedOver;
  }

  /** Adds one; any thread. After that {@code onWritten} runs, also if it can't be written. */
  void add(PastExecution execution, Runnable onWritten) {
    orders.add(new Order(execution, onWritten));
  }

  private void run() {
    List<Order> batch = new ArrayList<>();
    while (!closed) {
      try {
        Order first = next();
        if (first != null) {
          batch.add(first);
          carryOut(batch);
        }
        runAfterwards();
      } catch (InterruptedException e) {
        // Only close() interrupts, and the loop's condition sees it.
      }
    }
  }

  /** Returns null once it is time for what is to be done afterwards. */
  private Order next() throws InterruptedException {
    return afterwardsWaits
        ? orders.poll(afterwardsAtNanos - System.nanoTime(), TimeUnit.NANOSECONDS)
        : orders.take();
  }

  private void runAfterwards() {
    if (!afterwardsWaits) {
      afterwardsWaits = true;
      afterwardsAtNanos = System.nanoTime() + AFTERWARDS_NANOS;
    } else if (System.nanoTime() - afterwardsAtNanos >= 0) {
      afterwardsWaits = false;
      afterwards.run();
    }
  }

  @RunsOn(ThreadRole.HISTORY)
  private void carryOut(List<Order> batch) {
    orders.drainTo(batch);
    batch.forEach(order -> unwritten.add(order.execution()));
    if (!failing || System.nanoTime() - retryAtNanos >= 0) {
      write();
    }
    batch.forEach(History::tell);
    batch.clear();
  }

  private static void tell(Order order) {
    try {
      order.onWritten().run();
    } catch (RuntimeException | Error e) { // The others' ends are to be told all the same.
      log.atWarn()
          .addKeyValue(LogKeys.EXECUTION_ID, order.execution().executionId())
          .setCause(e)
          .log("the end of an execution could not be handed over");
    }
  }

  private void write() {
    try {
      append();
      unwritten.clear();
      files.deleteOld(Instant.now());
      if (failing) {
        failing = false;
        log.atInfo().log("the history is written again");
      }
      ballast.hold();
    } catch (IOException | RuntimeException | Error e) {
      failed(e);
    }
  }

  private void append() throws IOException {
    while (true) {
      try {
        files.append(unwritten);
        return;
      } catch (IOException e) {
        closeFiles(); // The last line may be half: what comes goes to another segment.
        if (!ballast.giveUp(e)) {
          throw e;
        }
      }
    }
  }

  /** Said once: what fills a disk would fill the log too. */
  private void failed(Throwable cause) {
    if (!failing) {
      log.atError()
          .setCause(cause)
          .log("the history can't be written: a restart would not know what has ended");
    }
    failing = true;
    retryAtNanos = System.nanoTime() + RETRY_INTERVAL_NANOS;
    while (unwritten.size() > MOST_UNWRITTEN) {
      unwritten.removeFirst();
    }
    closeFiles();
  }

  private void closeFiles() {
    try {
      files.close();
    } catch (IOException e) {
      log.atWarn().setCause(e).log("a history could not be closed");
    }
  }

  /**
   * Ends the thread behind what was added.
   *
   * @return whether there is anything in files to remember
   */
  boolean close() throws InterruptedException {
    closed = true;
    thread.interrupt();
    thread.join();
    retryAtNanos = System.nanoTime();
    carryOut(new ArrayList<>());
    closeFiles();
    return !files.isEmpty();
  }
}
