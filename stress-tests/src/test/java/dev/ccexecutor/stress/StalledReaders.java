package dev.ccexecutor.stress;

import static org.awaitility.Awaitility.await;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcWriter;
import dev.ccexecutor.stress.server.RawWebSocket;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;

/** Many executions of one connection that stops reading, or acknowledging. */
final class StalledReaders implements AutoCloseable {

  private static final JsonRpcWriter WRITER = new JsonRpcWriter();
  private static final int STREAM_INDEX = 1;
  private static final int CHANNEL_INDEX = 4;
  private static final int OFFSET_INDEX = 8;
  private static final int HEADER_BYTES = 16;
  private static final int STDOUT = 1;

  private static final Duration STANDSTILL_INTERVAL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final StallShape shape;
  private final RawWebSocket socket;
  private final RawWebSocket other;
  private final Map<Integer, Reading> byChannel = new HashMap<>();
  private final Thread reader = Thread.ofPlatform().daemon().unstarted(this::readAll);
  private volatile Exception failure;
  private int answered;

  private static final class Reading {
    private final String id;
    private long stdout;
    private long stderr;

    Reading(String id) {
      this.id = id;
    }
  }

  private StalledReaders(ServerUnderTest server, StallShape shape) throws IOException {
    this.shape = shape;
    this.socket = RawWebSocket.open(server.uri());
    this.other = RawWebSocket.open(server.uri());
    other.read();
  }

  /** So many, all of which have printed what they can when this returns. */
  static StalledReaders start(ServerUnderTest server, StallShape shape, int count)
      throws IOException {
    StalledReaders readers = new StalledReaders(server, shape);
    readers.socket.read();
    for (int number = 0; number < count; number++) {
      readers.execute(server, "stalled-" + number);
    }
    if (shape.acknowledgedBytes() >= 0) {
      readers.reader.start();
    }
    for (int number = 0; number < count; number++) {
      readers.tell("stdin.write", Map.of("execution_id", "stalled-" + number, "data", "\n"));
    }
    return readers;
  }

  /** Each waits until all are there. */
  private void execute(ServerUnderTest server, String id) throws IOException {
    Map<String, Object> params = new LinkedHashMap<>(shape.params());
    params.put("command", "read go; " + shape.command());
    params.put("stdin", "pipe");
    params.put("output", "binary");
    params.put("execution_id", id);
    params.put("env", Map.of("SECRET", server.secret()));
    JsonNode result = request(socket, "execute", params);
    byChannel.put(result.get("channel").asInt(), new Reading(id));
  }

  private JsonNode request(RawWebSocket by, String method, Object params) throws IOException {
    answered++;
    by.send(RawWebSocket.TEXT, WRITER.request(IntNode.valueOf(answered), method, params));
    while (true) {
      RawWebSocket.Frame frame = by.read();
      if (frame.opcode() == RawWebSocket.TEXT) {
        JsonNode message = Json.MAPPER.readTree(frame.text());
        if (message.path("id").asInt(0) == answered) {
          return message.get("result");
        }
      }
    }
  }

  private void tell(String method, Object params) throws IOException {
    request(other, method, params);
  }

  private void readAll() {
    try {
      while (true) {
        RawWebSocket.Frame frame = socket.read();
        if (frame.opcode() == RawWebSocket.BINARY) {
          take(frame.payload());
        }
      }
    } catch (SocketException e) {
      // It was closed.
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
  }

  /** Acknowledges until the replay is full. */
  private void take(ByteBuffer frame) throws IOException {
    Reading reading = byChannel.get(frame.getInt(CHANNEL_INDEX));
    long end = frame.getLong(OFFSET_INDEX) + frame.remaining() - HEADER_BYTES;
    long stdoutBefore = reading.stdout;
    long stderrBefore = reading.stderr;
    if (frame.get(STREAM_INDEX) == STDOUT) {
      reading.stdout = end;
    } else {
      reading.stderr = end;
    }
    if (stdoutBefore + stderrBefore < shape.acknowledgedBytes()) {
      Map<String, Object> params = new LinkedHashMap<>();
      params.put("execution_id", reading.id);
      params.put("stdout", reading.stdout);
      params.put("stderr", reading.stderr);
      socket.send(RawWebSocket.TEXT, WRITER.notification("output.ack", params));
    }
  }

  /**
   * Waits until the server reads nothing more from any of them.
   *
   * @return how much there is between the oldest byte that is kept and the newest, of all together
   */
  long awaitStandstill() {
    long[] last = {-1};
    long[] kept = new long[1];
    await()
        .atMost(PATIENCE)
        .pollInterval(STANDSTILL_INTERVAL)
        .until(
            () -> {
              long read = 0;
              kept[0] = 0;
              for (Reading reading : byChannel.values()) {
                JsonNode status =
                    request(other, "execution.status", Map.of("execution_id", reading.id));
                for (JsonNode range : new JsonNode[] {status.get("stdout"), status.get("stderr")}) {
                  read += range.get("to").asLong();
                  kept[0] += range.get("to").asLong() - range.get("from").asLong();
                }
              }
              return last[0] == (last[0] = read) && read > 0;
            });
    if (failure != null) {
      throw new AssertionError("the reader has failed", failure);
    }
    return kept[0];
  }

  @Override
  public void close() throws IOException {
    socket.close();
    other.close();
  }
}
