package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.server.config.SpoolLimits;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** All spools of a server. An execution gets one of the spool threads, in turn, and stays on it. */
final class FileSpools implements Spools {
  /** Enough to keep a disk busy while one of them waits for it. */
  private static final int THREADS = 4;

  private static final long QUIET_MILLIS = 10;
  private static final long STOP_MILLIS = 5_000;
  private static final long LONGEST_SWEEP_INTERVAL_MILLIS = 600_000;
  private static final long SHORTEST_SWEEP_INTERVAL_MILLIS = 100;

  private final Path executions;
  private final SpoolLimits limits;
  private final SpoolQuota quota;
  private final SpoolCounters counters = new SpoolCounters();
  private final DefaultEventExecutorGroup group;
  private final List<SpoolThread> threads = new ArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();

  /** Whose transcripts are this server's to delete: its own, and those of the dead. */
  private final Set<String> instances = ConcurrentHashMap.newKeySet();

  FileSpools(Path dataDirectory, SpoolLimits limits) {
    this.executions = SpoolLayout.executions(dataDirectory.toAbsolutePath());
    this.limits = limits;
    this.quota = new SpoolQuota(limits.totalBytes());
    this.group = new DefaultEventExecutorGroup(THREADS, new DefaultThreadFactory("spool", true));
    for (EventExecutor thread : group) {
      threads.add(new SpoolThread(thread));
    }
    scheduleSweeps();
  }

  private void scheduleSweeps() {
    long interval =
        Math.clamp(
            limits.retentionMillis() / 10,
            SHORTEST_SWEEP_INTERVAL_MILLIS,
            LONGEST_SWEEP_INTERVAL_MILLIS);
    EventExecutor thread = group.next();
    ExpirySweep sweep =
        new ExpirySweep(executions, limits.retentionMillis(), instances::contains, quota, thread);
    thread.scheduleWithFixedDelay(sweep, interval, interval, TimeUnit.MILLISECONDS);
  }

  @Override
  public Spool open(
      TranscriptHeader header, SpoolMode mode, ReaderLoop loop, SpoolListener listener) {
    if (mode == SpoolMode.OFF) {
      throw new IllegalArgumentException("nothing is to be spooled");
    }
    instances.add(header.instanceId());
    SpoolThread thread = nextThread();
    Path directory = executions.resolve(SpoolLayout.directoryName(header));
    SpoolStore store =
        new SpoolStore(header, mode, directory, limits.executionBytes(), quota, thread);
    FileSpool spool = FileSpool.toWrite(mode, store, thread, loop, counters, listener);
    if (mode == SpoolMode.ALL) {
      spool.createSoon();
    }
    return spool;
  }

  @Override
  public Spool open(RecoveredSpool recovered, ReaderLoop loop) {
    SpoolThread thread = nextThread();
    SpoolStore store = SpoolStore.ofRecovered(recovered, quota, thread);
    return FileSpool.toRead(recovered, store, thread, loop, counters);
  }

  private SpoolThread nextThread() {
    return threads.get(Math.floorMod(turn.getAndIncrement(), threads.size()));
  }

  @Override
  public List<RecoveredSpool> recover(Predicate<String> instanceIsGone) {
    Predicate<String> noting =
        instance -> {
          boolean gone = instanceIsGone.test(instance);
          if (gone) {
            instances.add(instance);
          }
          return gone;
        };
    return new SpoolRecovery(executions, limits.retentionMillis(), noting, quota).run();
  }

  @Override
  public long usedBytes() {
    return quota.used();
  }

  @Override
  public SpoolCounters counters() {
    return counters;
  }

  @Override
  public void close() throws InterruptedException {
    group
        .shutdownGracefully(QUIET_MILLIS, STOP_MILLIS, TimeUnit.MILLISECONDS)
        .await(STOP_MILLIS, TimeUnit.MILLISECONDS);
  }
}
