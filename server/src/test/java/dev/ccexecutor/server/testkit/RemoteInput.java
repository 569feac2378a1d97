package dev.ccexecutor.server.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** The standard input of an execution, as one client writes it. */
public final class RemoteInput {
  /** The number of the stream in data frames. */
  public static final int STDIN = 0;

  private static final int HEADER_BYTES = 16;
  private static final byte VERSION = 1;
  private static final short END_OF_STREAM = 1;

  private final TestClient client;
  private final RemoteCommand command;

  private RemoteInput(TestClient client, RemoteCommand command) {
    this.client = client;
    this.command = command;
  }

  /** Written by a client, who need not be the one that has started the command. */
  public static RemoteInput of(TestClient client, RemoteCommand command) {
    return new RemoteInput(client, command);
  }

  /** Writes what comes next; all of it must be taken. */
  public JsonNode write(String text) {
    return write(Map.of("data", text));
  }

  /** Writes with these parameters; all of it must be taken. */
  public JsonNode write(Map<String, ?> params) {
    return client.call("stdin.write", withId(params));
  }

  /** Writes with these parameters and waits for the whole answer, good or bad. */
  public JsonNode request(Map<String, ?> params) {
    return client.request("stdin.write", withId(params));
  }

  /** Writes what must be refused, and returns the error. */
  public JsonNode writeFailing(Map<String, ?> params) {
    return client.callFailing("stdin.write", withId(params));
  }

  public JsonNode end() {
    return client.call("stdin.close", withId(Map.of()));
  }

  /** Parameters for bytes at an offset. */
  public static Map<String, Object> bytesAt(long offset, byte[] bytes) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("offset", offset);
    params.put("data_base64", Base64.getEncoder().encodeToString(bytes));
    return params;
  }

  private Map<String, Object> withId(Map<String, ?> params) {
    Map<String, Object> all = new LinkedHashMap<>(params);
    all.put("execution_id", command.id());
    return all;
  }

  /** Sends bytes as a data frame. */
  public void frame(long offset, byte[] bytes) {
    client.sendBinary(frame(command.channel(), STDIN, offset, bytes, false));
  }

  /** Sends text as a data frame. */
  public void frame(long offset, String text) {
    frame(offset, text.getBytes(StandardCharsets.UTF_8));
  }

  public void endFrame(long offset) {
    client.sendBinary(frame(command.channel(), STDIN, offset, new byte[0], true));
  }

  /** A data frame of the contract. */
  public static byte[] frame(
      int channel, int stream, long offset, byte[] bytes, boolean endOfStream) {
    return ByteBuffer.allocate(HEADER_BYTES + bytes.length)
        .put(VERSION)
        .put((byte) stream)
        .putShort(endOfStream ? END_OF_STREAM : 0)
        .putInt(channel)
        .putLong(offset)
        .put(bytes)
        .array();
  }

  /** Waits for the first {@code process.stdin} that fits, among those of this client. */
  public JsonNode awaitTold(String what, Predicate<JsonNode> fits) {
    return client
        .awaitMessage(
            what,
            message ->
                message.isNotification("process.stdin")
                    && message.isAbout(command.id())
                    && fits.test(message.params()))
        .params();
  }

  public JsonNode awaitClosed() {
    return awaitTold("stdin to be closed", told -> told.get("state").asString().equals("closed"));
  }

  /** All that this client was told so far. */
  public List<JsonNode> told() {
    return command.received().stream()
        .filter(Received.Message.class::isInstance)
        .map(Received.Message.class::cast)
        .filter(message -> message.isNotification("process.stdin"))
        .map(Received.Message::params)
        .toList();
  }
}
