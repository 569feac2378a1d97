package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.server.execution.journal.Journal;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.execution.loop.ReaderLoops;
import dev.ccexecutor.server.execution.output.OutputQueue;
import dev.ccexecutor.server.execution.tree.TreeSweeper;
import dev.ccexecutor.server.posix.SpawnRequest;
import dev.ccexecutor.server.posix.Spawner;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All executions of this server by their ids, which are one name space, and the bounds on their
 * number. Any thread.
 */
public final class ExecutionRegistry {
  /**
   * The bounds.
   *
   * @param maxExecutions live ones at a time
   * @param queueBytes what one execution's queue may hold
   * @param maxStdinBytes what one execution holds of its input
   * @param retentionNanos how long one that has ended is remembered
   * @param maxRetainedBytes what all that is remembered may hold
   */
  public record Bounds(
      int maxExecutions,
      long queueBytes,
      long maxStdinBytes,
      long retentionNanos,
      long maxRetainedBytes) {}

  /**
   * The answer to a request to start.
   *
   * @param existing true if the id was known with the same parameters, and nothing was started
   * @param queue the new execution's output, whose consumer the caller is; null if existing
   */
  public record Admission(KnownExecution known, boolean existing, OutputQueue queue) {}

  private final Bounds bounds;
  private final ReaderLoops loops;
  private final ExecutionServices services;
  private final Map<String, KnownExecution> byId = new ConcurrentHashMap<>();
  private final ConcurrentNavigableMap<Long, KnownExecution> bySequence =
      new ConcurrentSkipListMap<>();
  private final EndedExecutions ended;
  private final AtomicLong sequence = new AtomicLong();
  private final AtomicInteger live = new AtomicInteger();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile boolean draining;

  public ExecutionRegistry(
      Bounds bounds, ReaderLoops loops, Spawner spawner, TreeSweeper sweeper, Journal journal) {
    this.bounds = bounds;
    this.loops = loops;
    this.services = new Services(spawner, sweeper, journal);
    this.ended = new EndedExecutions(bounds.retentionNanos(), bounds.maxRetainedBytes());
  }

  /**
   * Makes room for an execution under its id. It starts with {@link #start}, so that the caller can
   * make ready to hear of it.
   *
   * @param wantsBytes false for a consumer who wants to hear of the end only
   * @param wakeConsumer makes the consumer drain the queue; called on the reader loop
   */
  public Admission admit(
      ExecutionSpec spec, ExecutionListener listener, boolean wantsBytes, Runnable wakeConsumer)
      throws JsonRpcException {
    forgetOld();
    KnownExecution known = byId.get(spec.executionId());
    if (known != null) {
      return existing(known, spec);
    }
    reserve();
    ReaderLoop loop = loops.next();
    Execution[] self = new Execution[1];
    OutputQueue queue =
        new OutputQueue(
            bounds.queueBytes(), !wantsBytes, wakeConsumer, () -> self[0].resumeReading());
    self[0] = new Execution(spec, services, loop, listener, queue);
    KnownExecution candidate = new KnownExecution.Live(sequence.incrementAndGet(), self[0]);
    known = byId.putIfAbsent(spec.executionId(), candidate);
    if (known != null) {
      leave();
      return existing(known, spec);
    }
    bySequence.put(candidate.sequence(), candidate);
    return new Admission(candidate, false, queue);
  }

  private static Admission existing(KnownExecution known, ExecutionSpec spec)
      throws JsonRpcException {
    if (!known.fingerprint().equals(spec.fingerprint())) {
      throw JsonRpcError.of(ErrorKind.EXECUTION_CONFLICT)
          .with("execution_id", spec.executionId())
          .asException();
    }
    return new Admission(known, true, null);
  }

  public void start(Execution execution, SpawnRequest request) {
    execution.start(request);
  }

  public Optional<KnownExecution> find(String executionId) {
    forgetOld();
    return Optional.ofNullable(byId.get(executionId));
  }

  /** One that lives; else the error says whether it is unknown or has ended. */
  public Execution live(String executionId) throws JsonRpcException {
    return switch (find(executionId).orElse(null)) {
      case KnownExecution.Live alive -> alive.execution();
      case KnownExecution.Ended ended -> throw ExecutionErrors.hasEnded(executionId).asException();
      case null -> throw ExecutionErrors.unknown(executionId).asException();
    };
  }

  /** All that are known, the oldest first, from behind a place. */
  public Iterator<KnownExecution> after(long place) {
    forgetOld();
    return bySequence.tailMap(place, false).values().iterator();
  }

  public int liveCount() {
    return live.get();
  }

  /** Starts no more; the future ends when none lives. */
  public CompletableFuture<Void> drain() {
    draining = true;
    completeIfDrained();
    return drained;
  }

  /** Ends all that live. */
  public void stopAll(EndReason reason, long longestGraceMillis) {
    for (KnownExecution known : bySequence.values()) {
      if (known instanceof KnownExecution.Live alive) {
        alive.execution().stop(reason, longestGraceMillis);
      }
    }
  }

  /**
   * The count rises before the flag is read, and {@link #drain} sets the flag before it reads the
   * count.
   */
  private void reserve() throws JsonRpcException {
    int now = live.incrementAndGet();
    if (draining) {
      leave();
      throw JsonRpcError.of(ErrorKind.SHUTTING_DOWN).asException();
    }
    if (now > bounds.maxExecutions()) {
      leave();
      throw JsonRpcError.of(
              ErrorKind.EXECUTION_LIMIT, "The server runs as many executions as it may")
          .with("limit", bounds.maxExecutions())
          .with("scope", "server")
          .asException();
    }
  }

  private void leave() {
    live.decrementAndGet();
    completeIfDrained();
  }

  private void completeIfDrained() {
    if (draining && live.get() == 0) {
      drained.complete(null);
    }
  }

  private void forgetOld() {
    ended.forget(System.nanoTime()).forEach(this::remove);
  }

  private void remove(KnownExecution known) {
    byId.remove(known.status().executionId(), known);
    bySequence.remove(known.sequence(), known);
  }

  private KnownExecution.Live liveEntry(Execution execution) {
    if (byId.get(execution.spec().executionId()) instanceof KnownExecution.Live entry
        && entry.execution() == execution) {
      return entry;
    }
    throw new IllegalStateException("not registered: " + execution.spec().executionId());
  }

  /** What executions need, and how they leave. */
  private final class Services implements ExecutionServices {
    private final Spawner spawner;
    private final TreeSweeper sweeper;
    private final Journal journal;

    Services(Spawner spawner, TreeSweeper sweeper, Journal journal) {
      this.spawner = spawner;
      this.sweeper = sweeper;
      this.journal = journal;
    }

    @Override
    public Spawner spawner() {
      return spawner;
    }

    @Override
    public TreeSweeper sweeper() {
      return sweeper;
    }

    @Override
    public long maxStdinBytes() {
      return bounds.maxStdinBytes();
    }

    @Override
    public Journal journal() {
      return journal;
    }

    @Override
    public void onSpawnFailed(Execution execution) {
      remove(liveEntry(execution));
      leave();
    }

    @Override
    public void onCompleted(Execution execution) {
      journal.ended(execution.spec().marker());
      KnownExecution.Live entry = liveEntry(execution);
      KnownExecution.Ended remembered =
          new KnownExecution.Ended(
              entry.sequence(), entry.fingerprint(), entry.status(), System.nanoTime());
      byId.put(execution.spec().executionId(), remembered);
      bySequence.put(entry.sequence(), remembered);
      ended.add(remembered).forEach(ExecutionRegistry.this::remove);
      leave();
    }
  }
}
