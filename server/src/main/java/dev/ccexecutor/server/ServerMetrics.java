package dev.ccexecutor.server;

import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.server.config.ProductVersion;
import dev.ccexecutor.server.execution.ExecutionRegistry;
import dev.ccexecutor.server.execution.ExecutionTotals;
import dev.ccexecutor.server.execution.loop.ReaderCounts;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.execution.loop.ReaderLoops;
import dev.ccexecutor.server.execution.spool.SpoolRefusal;
import dev.ccexecutor.server.execution.spool.Spools;
import dev.ccexecutor.server.hook.HookCounts;
import dev.ccexecutor.server.hook.HookKind;
import dev.ccexecutor.server.logging.Logging;
import dev.ccexecutor.server.method.ErrorCounts;
import dev.ccexecutor.server.metrics.Latencies;
import dev.ccexecutor.server.metrics.LoopLag;
import dev.ccexecutor.server.metrics.Metric;
import dev.ccexecutor.server.metrics.MetricSources;
import dev.ccexecutor.server.posix.OwnUsage;
import dev.ccexecutor.server.security.RefusalKind;
import dev.ccexecutor.server.session.Sessions;
import dev.ccexecutor.server.transport.Listener;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Says for each metric where in the server its value is had from. */
final class ServerMetrics {
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final double MILLIS_PER_SECOND = TimeUnit.SECONDS.toMillis(1);

  private final MetricSources sources = new MetricSources();
  private final Parts parts;
  private final Collection<ReaderCounts> readers;

  /** What the executions come to; of the thread of the scrapes, looked at once for each. */
  private ExecutionTotals totals;

  /** Those parts of the server that have something to tell. */
  record Parts(
      Safeguards safeguards,
      ReaderLoops readerLoops,
      Spools spools,
      ServerHooks hooks,
      ExecutionRegistry registry,
      Sessions sessions,
      ErrorCounts errors,
      Listener listener) {}

  private ServerMetrics(Parts parts) {
    this.parts = parts;
    this.readers = parts.readerLoops().all().stream().map(ReaderLoop::counts).toList();
  }

  /** The sources of a server that runs; its loops' lags are looked at from here on. */
  static MetricSources of(Parts parts) {
    ServerMetrics metrics = new ServerMetrics(parts);
    metrics.addExecutions();
    metrics.addOutput();
    metrics.addLatencies();
    metrics.addFailures();
    metrics.addLoops();
    metrics.addBuffers();
    metrics.addProcess();
    return metrics.sources;
  }

  private void addExecutions() {
    sources.beforeEach(() -> totals = parts.registry().totals());
    sources.add(Metric.SESSIONS, parts.sessions()::activeCount);
    for (ExecutionState state : ExecutionState.values()) {
      sources.add(Metric.EXECUTIONS, () -> totals.count(state), state.wireName());
    }
    sources.add(Metric.EXECUTIONS_STARTED, readerSum(each -> each.started().get()));
    for (EndReason reason : EndReason.values()) {
      sources.add(
          Metric.EXECUTIONS_ENDED, readerSum(each -> each.ended(reason).get()), reason.wireName());
    }
  }

  private void addOutput() {
    for (StreamType stream : StreamType.OUTPUTS) {
      String name = stream.wireName();
      sources.add(Metric.CHILD_OUTPUT_BYTES, readerSum(each -> each.bytes(stream).get()), name);
      for (OutputForm form : List.of(OutputForm.TEXT, OutputForm.BASE64, OutputForm.BINARY)) {
        sources.add(Metric.OUTPUT_BYTES, () -> sent(stream, form), name, form.wireName());
      }
      sources.add(
          Metric.GAP_BYTES,
          () -> parts.sessions().sentBytes().stream().mapToLong(each -> each.gaps(stream)).sum(),
          name);
    }
    DoubleSupplier blockedNanos = readerSum(each -> each.blocked().nanos());
    sources.add(Metric.READER_BLOCKED_SECONDS, () -> blockedNanos.getAsDouble() / NANOS_PER_SECOND);
    sources.add(Metric.QUEUE_BYTES, () -> totals.queuedBytes());
    sources.add(Metric.KEPT_BYTES, readerSum(each -> each.keptBytes().get()));
    sources.add(Metric.RETAINED_BYTES, parts.registry()::retainedBytes);
    sources.add(Metric.SPOOL_BYTES, parts.spools()::usedBytes);
    for (SpoolRefusal reason : SpoolRefusal.values()) {
      sources.add(
          Metric.SPOOL_REFUSALS,
          () -> parts.spools().counters().refusals(reason),
          reason.wireName());
    }
  }

  private long sent(StreamType stream, OutputForm form) {
    return parts.sessions().sentBytes().stream().mapToLong(each -> each.sent(stream, form)).sum();
  }

  private DoubleSupplier readerSum(ToLongFunction<ReaderCounts> count) {
    return () -> readers.stream().mapToLong(count).sum();
  }

  private void addLatencies() {
    sources.addLatencies(Metric.SPAWN_SECONDS, () -> together(ReaderCounts::spawns));
    for (ControlType type : ControlType.values()) {
      sources.addLatencies(
          Metric.CONTROL_SECONDS, () -> together(each -> each.controls(type)), type.wireName());
    }
  }

  private Latencies.Snapshot together(Function<ReaderCounts, Latencies> latencies) {
    return Latencies.together(readers.stream().map(latencies).toList());
  }

  private void addFailures() {
    for (RefusalKind kind : RefusalKind.values()) {
      sources.add(
          Metric.REFUSALS, () -> parts.safeguards().access().refused(kind), kind.wireName());
    }
    for (ErrorKind kind : ErrorKind.values()) {
      sources.add(Metric.ERRORS, () -> parts.errors().total(kind), Integer.toString(kind.code()));
    }
    for (HookKind kind : HookKind.values()) {
      for (HookCounts.Outcome outcome : HookCounts.Outcome.values()) {
        sources.add(
            Metric.HOOKS,
            () -> parts.hooks().runner().map(each -> each.counts().total(kind, outcome)).orElse(0L),
            kind.wireName(),
            outcome.name().toLowerCase(Locale.ROOT));
      }
    }
    sources.add(Metric.LOG_LINES_DROPPED, Logging::droppedLines);
    sources.add(Metric.AUDIT_LINES_DROPPED, parts.safeguards().audit()::lostEntries);
  }

  private void addLoops() {
    List<EventExecutor> eventLoops = parts.listener().loops();
    for (int i = 0; i < eventLoops.size(); i++) {
      addLoop(eventLoops.get(i), "event-" + (i + 1));
    }
    List<ReaderLoop> readerLoops = parts.readerLoops().all();
    for (int i = 0; i < readerLoops.size(); i++) {
      addLoop(readerLoops.get(i).eventLoop(), "reader-" + (i + 1));
    }
  }

  private void addLoop(EventExecutor loop, String name) {
    LoopLag lag = LoopLag.of(loop, System::nanoTime);
    sources.add(Metric.LOOP_LAG_SECONDS, () -> lag.nanos() / NANOS_PER_SECOND, name);
  }

  private void addBuffers() {
    ByteBufAllocatorMetric allocator =
        ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
    sources.add(Metric.BUFFER_BYTES, allocator::usedDirectMemory, "direct");
    sources.add(Metric.BUFFER_BYTES, allocator::usedHeapMemory, "heap");
    sources.add(Metric.BUFFER_BYTES, parts.listener()::incomingBytes, "incoming");
    sources.add(Metric.BUFFER_BYTES, parts.sessions()::requestBytes, "requests");
  }

  private void addProcess() {
    sources.add(Metric.VERSION, () -> 1, ProductVersion.current());
    sources.add(Metric.PROCESS_RESIDENT_MEMORY, orUnknown(OwnUsage::residentBytes));
    sources.add(Metric.PROCESS_VIRTUAL_MEMORY, orUnknown(OwnUsage::virtualBytes));
    sources.add(Metric.PROCESS_OPEN_FDS, orUnknown(OwnUsage::openFiles));
    sources.add(Metric.PROCESS_MAX_FDS, orUnknown(OwnUsage::mostOpenFiles));
    sources.add(Metric.PROCESS_CPU_SECONDS, orUnknown(OwnUsage::cpuSeconds));
    double startedSeconds =
        ProcessHandle.current()
            .info()
            .startInstant()
            .map(start -> start.toEpochMilli() / MILLIS_PER_SECOND)
            .orElse(Double.NaN);
    sources.add(Metric.PROCESS_START_TIME, () -> startedSeconds);
  }

  /** Something that the kernel tells, if it does. */
  private interface KernelNumber {
    double read() throws IOException;
  }

  /** Without descriptors there is no reading of files; the page has the rest all the same. */
  private static DoubleSupplier orUnknown(KernelNumber number) {
    return () -> {
      try {
        return number.read();
      } catch (IOException e) {
        return Double.NaN;
      }
    };
  }
}
