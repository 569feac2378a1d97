package dev.ccexecutor.stress;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessGap;
import dev.ccexecutor.protocol.execution.ProcessOutput;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.frame.DataFrameHeader;
import dev.ccexecutor.protocol.jsonrpc.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What one connection gets of one execution. It fails where an offset is not the next one, and on
 * anything that comes behind the end.
 */
final class Delivery {

  /** The server was not told where to begin, so the first bytes tell. */
  static final long UNKNOWN = -1;

  private final MendedExecution execution;
  private final Map<StreamType, Position> positions = new EnumMap<>(StreamType.class);
  private boolean gathers = true;
  private boolean detached;
  private boolean completed;

  private static final class Position {
    private long next;
    private long acknowledged;
    private boolean ended;

    Position(long next) {
      this.next = next;
      this.acknowledged = Math.max(0, next);
    }

    @Override
    public String toString() {
      return next + (ended ? " (the end)" : "") + ", acknowledged " + acknowledged;
    }
  }

  /** One that begins at these offsets. */
  Delivery(MendedExecution execution, long stdoutFrom, long stderrFrom) {
    this.execution = execution;
    positions.put(StreamType.STDOUT, new Position(stdoutFrom));
    positions.put(StreamType.STDERR, new Position(stderrFrom));
  }

  MendedExecution execution() {
    return execution;
  }

  /** Another connection has taken over: what still comes is looked at and counts for nothing. */
  void stopGathering() {
    gathers = false;
  }

  /** The server has said that this connection gets no more of it. */
  boolean isDetached() {
    return detached;
  }

  /** Nothing more may come. */
  boolean isOver() {
    return detached || completed;
  }

  /** Takes a notification. */
  void take(String method, JsonNode params) {
    requireNotOver(method);
    switch (method) {
      case "process.output" -> take(Json.MAPPER.treeToValue(params, ProcessOutput.class));
      case "process.gap" -> take(Json.MAPPER.treeToValue(params, ProcessGap.class));
      case "process.detached" -> detached = true;
      case "process.completed" -> complete(Json.MAPPER.treeToValue(params, ProcessCompleted.class));
      default -> {} // What else there is says nothing of the output.
    }
  }

  private void take(ProcessOutput output) {
    ByteBuffer bytes = ByteBuffer.wrap(output.data().getBytes(StandardCharsets.UTF_8));
    if (bytes.remaining() != output.bytes()) {
      throw new AssertionError("a text that is not what the child wrote: " + output);
    }
    take(output.type(), output.offset(), bytes);
  }

  /** Takes a data frame's bytes. */
  void take(DataFrameHeader header, ByteBuffer bytes) {
    requireNotOver("a data frame");
    if (header.endOfStream()) {
      requireNext(header.stream(), header.offset()).ended = true;
    } else {
      take(header.stream(), header.offset(), bytes);
    }
  }

  private void take(StreamType type, long offset, ByteBuffer bytes) {
    Position position = requireNext(type, offset);
    NumberedLines.assertAt(offset, bytes);
    if (gathers) {
      execution.of(type).take(offset, bytes);
    }
    position.next = offset + bytes.remaining();
  }

  private void take(ProcessGap gap) {
    Position position = requireNext(gap.type(), gap.from());
    if (gathers) {
      execution.of(gap.type()).skip(gap.to());
    }
    position.next = gap.to();
  }

  private void complete(ProcessCompleted end) {
    completed = true;
    if (gathers) {
      execution.complete(end);
    }
  }

  private Position requireNext(StreamType type, long offset) {
    Position position = positions.get(type);
    if (position.ended || (position.next != UNKNOWN && position.next != offset)) {
      throw new AssertionError(
          "%s of %s: %d where %d was next%s"
              .formatted(
                  type, execution.id(), offset, position.next, position.ended ? ", the end" : ""));
    }
    return position;
  }

  private void requireNotOver(String what) {
    if (isOver()) {
      throw new AssertionError(what + " behind the end of " + execution.id());
    }
  }

  /** What came and was not acknowledged on this connection, both streams together. */
  long unacknowledgedBytes() {
    return positions.values().stream()
        .mapToLong(position -> Math.max(0, position.next) - position.acknowledged)
        .sum();
  }

  /** The params of a message that acknowledges all that has come. */
  Map<String, Object> acknowledgement() {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("execution_id", execution.id());
    positions.forEach(
        (type, position) -> {
          position.acknowledged = Math.max(0, position.next);
          params.put(type.wireName(), position.acknowledged);
        });
    return params;
  }

  @Override
  public String toString() {
    return execution.id()
        + " "
        + positions
        + (detached ? " detached" : "")
        + (completed ? " completed" : "");
  }
}
