package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessGap;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.jsonrpc.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** One JSON object on a line for each event; docs/CLI.md has them. */
final class JsonLinesSink implements OutputSink {
  private final WritableByteChannel destination;

  JsonLinesSink(WritableByteChannel destination) {
    this.destination = destination;
  }

  @Override
  public void started(RemoteExecution execution) throws IOException {
    Map<String, Object> event = event("started");
    event.put("execution_id", execution.executionId());
    event.put("pid", execution.pid());
    write(event);
  }

  @Override
  public void output(StreamType stream, long offset, ByteBuf content) throws IOException {
    byte[] bytes = ByteBufUtil.getBytes(content);
    if (bytes.length == 0) {
      return;
    }
    Map<String, Object> event = event("output");
    event.put("stream", stream.wireName());
    event.put("offset", offset);
    event.put("bytes", bytes.length);
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      event.put("text", text.toString());
    } catch (CharacterCodingException noText) {
      event.put("base64", Base64.getEncoder().encodeToString(bytes));
    }
    write(event);
  }

  @Override
  public void gap(ProcessGap gap) throws IOException {
    Map<String, Object> event = event("gap");
    event.put("stream", gap.type().wireName());
    event.put("from", gap.from());
    event.put("to", gap.to());
    event.put("reason", gap.reason().wireName());
    write(event);
  }

  @Override
  public void completed(ProcessCompleted end) throws IOException {
    ObjectNode event = Json.MAPPER.createObjectNode().put("event", "completed");
    event.setAll((ObjectNode) Json.MAPPER.valueToTree(end));
    write(event);
  }

  private static Map<String, Object> event(String name) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("event", name);
    return event;
  }

  private void write(Object event) throws IOException {
    byte[] line = (Json.MAPPER.writeValueAsString(event) + "\n").getBytes(StandardCharsets.UTF_8);
    Channels.writeFully(destination, ByteBuffer.wrap(line));
  }
}
