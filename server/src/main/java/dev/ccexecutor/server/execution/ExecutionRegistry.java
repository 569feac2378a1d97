package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.server.audit.AuditLog;
import dev.ccexecutor.server.execution.journal.Journal;
import dev.ccexecutor.server.execution.journal.PastExecution;
import dev.ccexecutor.server.execution.loop.ReaderLoops;
import dev.ccexecutor.server.execution.spool.Spools;
import dev.ccexecutor.server.execution.tree.TreeSweeper;
import dev.ccexecutor.server.posix.SpawnRequest;
import dev.ccexecutor.server.posix.Spawner;
import dev.ccexecutor.server.security.Principal;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All executions of this server by their ids, which are one name space, and the bounds on their
 * number. Any thread.
 */
public final class ExecutionRegistry {
  /**
   * The bounds.
   *
   * @param maxExecutions live ones at a time, and those whose output is still being taken
   * @param memoryBytes what all of these may hold
   * @param maxStdinBytes what one execution holds of its input
   * @param retentionNanos how long one that has ended is remembered
   * @param transcriptRetentionNanos the same of one that has left a transcript
   * @param maxRetainedBytes what all that is remembered may hold
   */
  public record Bounds(
      int maxExecutions,
      long memoryBytes,
      long maxStdinBytes,
      long retentionNanos,
      long transcriptRetentionNanos,
      long maxRetainedBytes) {}

  /**
   * The answer to a request to start.
   *
   * @param existing true if the id was known with the same parameters, and nothing was started
   */
  public record Admission(KnownExecution known, boolean existing) {}

  private static final Logger log = LoggerFactory.getLogger(ExecutionRegistry.class);
  private static final long CLOSE_SECONDS = 5;

  private final Bounds bounds;
  private final ReaderLoops loops;
  private final AuditLog audit;
  private final ExecutionServices services;
  private final Map<String, KnownExecution> byId = new ConcurrentHashMap<>();
  private final ConcurrentNavigableMap<Long, KnownExecution> bySequence =
      new ConcurrentSkipListMap<>();
  private final EndedExecutions ended;
  private final ExecutionCapacity capacity;
  private final AtomicLong sequence = new AtomicLong();
  private final AtomicInteger live = new AtomicInteger();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile boolean draining;

  public ExecutionRegistry(
      Bounds bounds,
      ReaderLoops loops,
      Spawner spawner,
      TreeSweeper sweeper,
      Journal journal,
      Spools spools,
      AuditLog audit) {
    this.bounds = bounds;
    this.loops = loops;
    this.audit = audit;
    this.services = new Services(spawner, sweeper, journal, spools);
    this.capacity = new ExecutionCapacity(bounds.maxExecutions(), bounds.memoryBytes());
    this.ended =
        new EndedExecutions(
            bounds.retentionNanos(), bounds.transcriptRetentionNanos(), bounds.maxRetainedBytes());
  }

  /**
   * Makes room for an execution under its id. It starts with {@link #start}, so that the caller can
   * make ready to hear of it.
   */
  public Admission admit(ExecutionSpec spec) throws JsonRpcException {
    forgetOld();
    KnownExecution known = byId.get(spec.executionId());
    if (known != null) {
      return existing(known, spec);
    }
    enter(spec);
    Execution execution = new Execution(spec, services, loops.next());
    KnownExecution candidate = new KnownExecution.Live(sequence.incrementAndGet(), execution);
    known = byId.putIfAbsent(spec.executionId(), candidate);
    if (known != null) {
      leave();
      capacity.release(spec.memoryBytes());
      return existing(known, spec);
    }
    bySequence.put(candidate.sequence(), candidate);
    return new Admission(candidate, false);
  }

  private static Admission existing(KnownExecution known, ExecutionSpec spec)
      throws JsonRpcException {
    if (!known.principal().equals(spec.principal())
        || !known.fingerprint().equals(spec.fingerprint())) {
      throw JsonRpcError.of(ErrorKind.EXECUTION_CONFLICT)
          .with("execution_id", spec.executionId())
          .asException();
    }
    return new Admission(known, true);
  }

  /**
   * Starts what was admitted.
   *
   * @param peer who asks for it, for the audit log
   * @param hooks what is done around it
   */
  public void start(Execution execution, SpawnRequest request, String peer, ExecutionHooks hooks) {
    ExecutionLog.admitted(execution.spec(), peer);
    execution.start(request, peer, hooks);
  }

  /** What there is for a principal. */
  public VisibleExecutions visibleTo(Principal principal) {
    return new VisibleExecutions(this, principal);
  }

  Optional<KnownExecution> find(String executionId) {
    forgetOld();
    return Optional.ofNullable(byId.get(executionId));
  }

  /**
   * Makes known again what former servers have told of. To be called before anything is admitted.
   */
  public void adopt(Collection<PastOutput> past) {
    long now = System.nanoTime();
    past.stream()
        .sorted(Comparator.comparing(PastOutput::execution, PastExecution.BY_START))
        .map(one -> adopted(one, now))
        .sorted(Comparator.comparingLong(one -> one.endedAtNanos() - now))
        .forEach(one -> ended.add(one).forEach(this::expire));
  }

  /** Has those that were found to be lost at this start in the audit log. */
  public void auditLost(Collection<PastExecution> lost) {
    lost.forEach(one -> audit.write(ExecutionAudit.lost(one)));
  }

  private KnownExecution.Ended adopted(PastOutput past, long nowNanos) {
    KnownExecution.Ended known =
        new KnownExecution.Ended(
            sequence.incrementAndGet(),
            Execution.past(past, services, loops.next()),
            nowNanos - past.execution().nanosSinceEnd(),
            0);
    KnownExecution older = byId.put(known.execution().spec().executionId(), known);
    if (older != null) {
      bySequence.remove(older.sequence()); // Its id was given to another one meanwhile.
      older.execution().discard();
    }
    bySequence.put(known.sequence(), known);
    return known;
  }

  /** All that are known, the oldest first, from behind a place. */
  Stream<KnownExecution> after(long place) {
    forgetOld();
    return bySequence.tailMap(place, false).values().stream();
  }

  /** Its place among all executions, in the order of their requests; 0 if it is not known. */
  public long placeOf(Execution execution) {
    KnownExecution known = byId.get(execution.spec().executionId());
    return known != null && known.execution() == execution ? known.sequence() : 0;
  }

  public int liveCount() {
    return live.get();
  }

  /** What all that are known come to now; looks at each of them. */
  public ExecutionTotals totals() {
    forgetOld();
    ExecutionTotals totals = new ExecutionTotals();
    bySequence.values().forEach(known -> totals.add(known.execution()));
    return totals;
  }

  /** What is remembered of ended ones, as its bound counts it. */
  public long retainedBytes() {
    return ended.bytes();
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
   * Forgets what is kept of all, before the threads end that have it: the reader loops, and those
   * that delete what is on disk, which take no orders once they are ending. Blocks, for some
   * seconds at most.
   */
  public void close() throws InterruptedException {
    CompletableFuture<?>[] closings =
        bySequence.values().stream()
            .map(known -> known.execution().close())
            .toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(closings).get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.atWarn().setCause(e).log("what is kept of some commands could not be closed");
    }
  }

  /**
   * The count rises before the flag is read, and {@link #drain} sets the flag before it reads the
   * count.
   */
  private void enter(ExecutionSpec spec) throws JsonRpcException {
    live.incrementAndGet();
    try {
      if (draining) {
        throw JsonRpcError.of(ErrorKind.SHUTTING_DOWN).asException();
      }
      if (!audit.mayBegin()) {
        throw JsonRpcError.of(ErrorKind.EXECUTION_LIMIT, "The audit log can't be written now")
            .with("scope", "audit")
            .asException();
      }
      capacity.reserve(spec.memoryBytes());
    } catch (JsonRpcException e) {
      leave();
      throw e;
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
    ended.forget(System.nanoTime()).forEach(this::expire);
  }

  private void expire(KnownExecution.Ended known) {
    remove(known);
    ExecutionLog.forgotten(known.execution().spec());
    known.execution().discard();
  }

  private void remove(KnownExecution known) {
    byId.remove(known.execution().spec().executionId(), known);
    bySequence.remove(known.sequence(), known);
  }

  private KnownExecution entry(Execution execution) {
    KnownExecution entry = byId.get(execution.spec().executionId());
    if (entry == null || entry.execution() != execution) {
      throw new IllegalStateException("not registered: " + execution.spec().executionId());
    }
    return entry;
  }

  /** What executions need, and how they leave. */
  private final class Services implements ExecutionServices {
    private final Spawner spawner;
    private final TreeSweeper sweeper;
    private final Journal journal;
    private final Spools spools;

    Services(Spawner spawner, TreeSweeper sweeper, Journal journal, Spools spools) {
      this.spawner = spawner;
      this.sweeper = sweeper;
      this.journal = journal;
      this.spools = spools;
    }

    @Override
    public Spools spools() {
      return spools;
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
    public ExecutionCapacity capacity() {
      return capacity;
    }

    @Override
    public long maxStdinBytes() {
      return bounds.maxStdinBytes();
    }

    @Override
    public AuditLog audit() {
      return audit;
    }

    @Override
    public Journal journal() {
      return journal;
    }

    @Override
    public void onSpawnFailed(Execution execution) {
      remove(entry(execution));
      leave();
      capacity.release(execution.spec().memoryBytes());
    }

    @Override
    public void onCompleted(Execution execution) {
      replace(execution, 0);
      leave();
    }

    @Override
    public void onSettled(Execution execution, long keptBytes) {
      ended.add(replace(execution, keptBytes)).forEach(ExecutionRegistry.this::expire);
      capacity.release(execution.spec().memoryBytes());
    }

    private KnownExecution.Ended replace(Execution execution, long keptBytes) {
      long place = entry(execution).sequence();
      KnownExecution.Ended remembered =
          new KnownExecution.Ended(place, execution, System.nanoTime(), keptBytes);
      byId.put(execution.spec().executionId(), remembered);
      bySequence.put(place, remembered);
      return remembered;
    }
  }
}
