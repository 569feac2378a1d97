package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.frame.DataFrameHeader;
import dev.ccexecutor.protocol.frame.MalformedFrameException;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcWriter;
import dev.ccexecutor.stress.server.RawWebSocket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;

/**
 * One connection of a {@link CutOffClient}. Nothing is read but by its methods, so it is as good as
 * frozen in between.
 */
final class CutOffConnection implements Closeable {

  private static final JsonRpcWriter WRITER = new JsonRpcWriter();
  private static final int RECEIVE_BUFFER_BYTES = 32 * 1024;
  private static final int RESUMED_ELSEWHERE = 4001;

  private final RawWebSocket socket;
  private final JsonNode connected;
  private final Map<String, Delivery> deliveries = new LinkedHashMap<>();
  private final Map<Integer, Delivery> byChannel = new HashMap<>();
  private int lastId;
  private int closeCode;

  private CutOffConnection(RawWebSocket socket) throws IOException {
    this.socket = socket;
    this.connected = json(socket.read()).get("params");
  }

  static CutOffConnection open(URI server) throws IOException {
    return new CutOffConnection(RawWebSocket.open(server, RECEIVE_BUFFER_BYTES));
  }

  /** What the server said first. */
  JsonNode connected() {
    return connected;
  }

  Collection<Delivery> deliveries() {
    return deliveries.values();
  }

  /** What comes of this execution from now on goes there. */
  void deliver(Delivery delivery, JsonNode result) {
    deliveries.put(delivery.execution().id(), delivery);
    byChannel.put(result.get("channel").asInt(), delivery);
  }

  /** Sends a notification. */
  void inform(String method, Object params) throws IOException {
    socket.send(RawWebSocket.TEXT, WRITER.notification(method, params));
  }

  /** Sends a request, and returns its id. */
  int send(String method, Object params) throws IOException {
    lastId++;
    socket.send(RawWebSocket.TEXT, WRITER.request(IntNode.valueOf(lastId), method, params));
    return lastId;
  }

  /** Calls a method and returns the whole answer, good or bad. */
  JsonNode request(String method, Object params) throws IOException {
    int id = send(method, params);
    while (true) {
      JsonNode message = readNext();
      if (message != null && message.path("id").asInt(0) == id) {
        return message;
      }
    }
  }

  /** Calls a method that must succeed. */
  JsonNode call(String method, Object params) throws IOException {
    JsonNode answer = request(method, params);
    assertThat(answer.has("result")).as("%s: %s", method, answer).isTrue();
    return answer.get("result");
  }

  /** Takes in the next frame. Returns its message if it is none of an execution, else null. */
  JsonNode readNext() throws IOException {
    RawWebSocket.Frame frame = socket.read();
    return switch (frame.opcode()) {
      case RawWebSocket.TEXT -> take(json(frame));
      case RawWebSocket.BINARY -> take(Unpooled.wrappedBuffer(frame.payload()));
      case RawWebSocket.PING -> null;
      case RawWebSocket.CLOSE -> {
        closeCode = frame.closeCode();
        throw new SocketException("closed by the server: " + closeCode);
      }
      default -> throw new AssertionError("an unexpected frame: " + frame.opcode());
    };
  }

  private JsonNode take(JsonNode message) {
    String id = message.path("params").path("execution_id").asString("");
    if (id.isEmpty()) {
      return message;
    }
    deliveryOf(deliveries.get(id), message)
        .take(message.get("method").asString(), message.get("params"));
    return null;
  }

  private JsonNode take(ByteBuf frame) {
    try {
      DataFrameHeader header = DataFrameHeader.read(frame);
      deliveryOf(byChannel.get(header.channel()), header).take(header, frame.nioBuffer());
      return null;
    } catch (MalformedFrameException e) {
      throw new AssertionError(e);
    }
  }

  private static Delivery deliveryOf(Delivery delivery, Object what) {
    if (delivery == null) {
      throw new AssertionError("nobody asked for " + what);
    }
    return delivery;
  }

  private static JsonNode json(RawWebSocket.Frame frame) {
    return Json.MAPPER.readTree(frame.text());
  }

  /** From now on this connection's executions are another's. */
  void stopGathering() {
    deliveries.values().forEach(Delivery::stopGathering);
  }

  /**
   * Wakes up after its executions were taken over: reads what there is, which must end with being
   * told so.
   */
  void thaw() throws IOException {
    try {
      while (!deliveries.values().stream().allMatch(Delivery::isOver)) {
        readNext();
      }
    } catch (SocketException e) {
      if (closeCode != RESUMED_ELSEWHERE) {
        throw e;
      }
    }
  }

  /** Ends with a reset. */
  void vanish() throws IOException {
    socket.vanish();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
