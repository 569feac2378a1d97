package dev.ccexecutor.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * How many {@code /bin/true} per second: over eight connections that each keep some in flight, and
 * beside it the bare call from one thread and from several.
 */
final class RateFigures {
  private static final byte[] TRUE = RemoteProcesses.execution(List.of("/bin/true"));
  private static final int CONNECTIONS = 8;
  private static final int[] DEPTHS = {1, 2, 4, 8, 16};
  private static final int[] BARE_THREADS = {1, 2, 4};
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Map<String, Rates> figures = new LinkedHashMap<>();
  private final InetSocketAddress address;
  private final long windowNanos;

  private RateFigures(InetSocketAddress address, Duration window) {
    this.address = address;
    this.windowNanos = window.toNanos();
  }

  /** Runs until a time of {@link System#nanoTime}, and tells how many processes came to an end. */
  private interface Worker {
    long runUntil(long deadline) throws IOException;
  }

  static List<Rates> measure(InetSocketAddress address, Effort effort)
      throws InterruptedException, ExecutionException {
    RateFigures all = new RateFigures(address, effort.window());
    for (int round = 0; round < effort.rounds(); round++) {
      for (int threads : BARE_THREADS) {
        BareSpawn spawn = new BareSpawn();
        all.measure(
            "bare posix_spawn and wait, threads: " + threads,
            threads,
            deadline -> repeat(spawn, deadline));
      }
      for (int depth : DEPTHS) {
        all.measure(
            "%d connections, in flight on each: %d".formatted(CONNECTIONS, depth),
            CONNECTIONS,
            deadline -> all.keepInFlight(depth, deadline));
      }
    }
    return List.copyOf(all.figures.values());
  }

  private void measure(String name, int threads, Worker worker)
      throws InterruptedException, ExecutionException {
    long begin = System.nanoTime();
    long deadline = begin + windowNanos;
    List<Callable<Long>> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      workers.add(() -> worker.runUntil(deadline));
    }
    long processes = 0;
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (Future<Long> done : executor.invokeAll(workers)) {
        processes += done.get();
      }
    }
    double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
    figures.computeIfAbsent(name, Rates::new).add(processes / seconds);
  }

  private static long repeat(BareSpawn spawn, long deadline) {
    long count = 0;
    while (System.nanoTime() - deadline < 0) {
      spawn.runOnce();
      count++;
    }
    return count;
  }

  /** All that were started are waited for, and the time of that counts too. */
  private long keepInFlight(int depth, long deadline) throws IOException {
    try (RemoteProcesses processes = new RemoteProcesses(address)) {
      for (int i = 0; i < depth; i++) {
        processes.send(TRUE);
      }
      long count = 0;
      long inFlight = depth;
      while (inFlight > 0) {
        processes.awaitCompleted();
        count++;
        if (System.nanoTime() - deadline < 0) {
          processes.send(TRUE);
        } else {
          inFlight--;
        }
      }
      return count;
    }
  }
}
