package dev.ccexecutor.server.execution.loop;

import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.metrics.BlockedTime;
import dev.ccexecutor.server.metrics.Count;
import dev.ccexecutor.server.metrics.Latencies;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the executions of one reader loop have come to, for the metrics. Raised on that loop alone,
 * read anywhere; nothing goes when an execution is forgotten.
 */
public final class ReaderCounts {
  private final Count started = new Count();
  private final Map<EndReason, Count> ended = new EnumMap<>(EndReason.class);
  private final Count stdoutBytes = new Count();
  private final Count stderrBytes = new Count();
  private final Count keptBytes = new Count();
  private final BlockedTime blocked = new BlockedTime(System::nanoTime);
  private final Latencies spawns = new Latencies();
  private final Map<ControlType, Latencies> controls = new EnumMap<>(ControlType.class);

  ReaderCounts() {
    for (EndReason reason : EndReason.values()) {
      ended.put(reason, new Count());
    }
    for (ControlType type : ControlType.values()) {
      controls.put(type, new Latencies());
    }
  }

  /** Executions whose process was spawned. */
  public Count started() {
    return started;
  }

  /** Executions that have ended. */
  public Count ended(EndReason reason) {
    return ended.get(reason);
  }

  /** What was read. */
  public Count bytes(StreamType stream) {
    return stream == StreamType.STDOUT ? stdoutBytes : stderrBytes;
  }

  /** Memory that is taken by output. */
  public Count keptBytes() {
    return keptBytes;
  }

  /** For how long pipes were not read for want of room. */
  public BlockedTime blocked() {
    return blocked;
  }

  /** From the order to a running process. */
  public Latencies spawns() {
    return spawns;
  }

  /** From a control to its answer. */
  public Latencies controls(ControlType type) {
    return controls.get(type);
  }
}
