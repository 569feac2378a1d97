package dev.ccexecutor.stress;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcWriter;
import dev.ccexecutor.stress.server.RawWebSocket;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;

/** Many connections that say little. */
final class IdleClients implements Closeable {

  private static final JsonRpcWriter WRITER = new JsonRpcWriter();

  /** Requests under way on all connections together. */
  private static final int REQUESTS_AT_ONCE = 64;

  private final ServerUnderTest server;
  private final List<RawWebSocket> sockets = new ArrayList<>();

  private IdleClients(ServerUnderTest server) {
    this.server = server;
  }

  /** So many; the server has told each its session when this returns. */
  static IdleClients open(ServerUnderTest server, int count) throws IOException {
    IdleClients clients = new IdleClients(server);
    try {
      for (int number = 0; number < count; number++) {
        RawWebSocket socket = RawWebSocket.open(server.uri());
        clients.sockets.add(socket);
        socket.readUntil("\"connected\"");
      }
      return clients;
    } catch (IOException | RuntimeException e) {
      clients.close();
      throw e;
    }
  }

  int count() {
    return sockets.size();
  }

  /** Starts commands, in turn on all connections; they have printed all when this returns. */
  void start(LiveShape shape, int count) throws IOException {
    int started = 0;
    while (started < count) {
      int begin = started;
      int end = Math.min(count, begin + REQUESTS_AT_ONCE);
      for (int number = begin; number < end; number++) {
        execute(shape, number);
      }
      Map<RawWebSocket, Integer> requests = new LinkedHashMap<>();
      for (int number = begin; number < end; number++) {
        requests.merge(socketOf(number), 1, Integer::sum);
      }
      for (Map.Entry<RawWebSocket, Integer> each : requests.entrySet()) {
        awaitPrinted(each.getKey(), each.getValue(), shape.printedBytes());
      }
      started = end;
    }
  }

  private RawWebSocket socketOf(int number) {
    return sockets.get(number % sockets.size());
  }

  private void execute(LiveShape shape, int number) throws IOException {
    Map<String, Object> params = new LinkedHashMap<>(shape.params());
    params.put("execution_id", "live-" + number);
    params.put("env", Map.of("SECRET", server.secret()));
    byte[] request = WRITER.request(IntNode.valueOf(number), "execute", params);
    socketOf(number).send(RawWebSocket.TEXT, request);
  }

  private static void awaitPrinted(RawWebSocket socket, int requests, long printedBytes)
      throws IOException {
    long bytes = 0;
    int results = 0;
    while (results < requests || bytes < requests * printedBytes) {
      RawWebSocket.Frame frame = socket.read();
      if (frame.opcode() == RawWebSocket.TEXT) {
        JsonNode message = Json.MAPPER.readTree(frame.text());
        if (message.has("error")) {
          throw new IllegalStateException("refused: " + message);
        }
        results += message.has("result") ? 1 : 0;
        bytes += message.path("params").path("bytes").asLong(0);
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (RawWebSocket socket : sockets) {
      socket.close();
    }
  }
}
