package dev.ccexecutor.stress;

import dev.ccexecutor.protocol.jsonrpc.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ObjectNode;

/** One answer of the Messages API as server-sent events. */
final class MessageStream {

  private static final long CUE_SECONDS = 60;
  private static final int PIECE_CHARACTERS = 4096;
  private static final int TOKENS = 9;

  private final OutputStream out;
  private int blocks;

  MessageStream(OutputStream out) {
    this.out = out;
  }

  static ObjectNode object() {
    return Json.MAPPER.createObjectNode();
  }

  /**
   * Writes a whole turn.
   *
   * @param number of the request; ids are made of it
   */
  void write(ModelTurn turn, int number, String model) throws IOException, InterruptedException {
    begin(number, model);
    switch (turn) {
      case ModelTurn.Text text -> writeText(text);
      case ModelTurn.Tool tool -> writeTool(tool, number);
      case ModelTurn.Failure failure -> throw new IllegalArgumentException("no turn: " + failure);
    }
    end(turn instanceof ModelTurn.Tool ? "tool_use" : "end_turn");
  }

  private void begin(int number, String model) throws IOException {
    ObjectNode message = object().put("id", "msg_stub_" + number).put("type", "message");
    message.put("role", "assistant").put("model", model);
    message.putArray("content");
    message.putNull("stop_reason").putNull("stop_sequence");
    message.set("usage", object().put("input_tokens", TOKENS).put("output_tokens", 1));
    event("message_start", object().set("message", message));
  }

  private void writeText(ModelTurn.Text text) throws IOException, InterruptedException {
    beginText();
    writeDeltas(text.beginning());
    if (!text.cue().await(CUE_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("nobody gave the cue");
    }
    writeDeltas(text.rest());
    endBlock();
  }

  private void beginText() throws IOException {
    beginBlock(object().put("type", "text").put("text", ""));
  }

  private void writeDeltas(String text) throws IOException {
    for (int from = 0; from < text.length(); from += PIECE_CHARACTERS) {
      String piece = text.substring(from, Math.min(text.length(), from + PIECE_CHARACTERS));
      writeDelta(object().put("type", "text_delta").put("text", piece));
    }
  }

  private void writeTool(ModelTurn.Tool tool, int number) throws IOException {
    beginText();
    writeDeltas(tool.text());
    endBlock();
    ObjectNode block = object().put("type", "tool_use").put("id", "toolu_stub_" + number);
    block.put("name", tool.name()).set("input", object());
    beginBlock(block);
    String input = Json.MAPPER.writeValueAsString(tool.input());
    writeDelta(object().put("type", "input_json_delta").put("partial_json", input));
    endBlock();
  }

  private void beginBlock(ObjectNode block) throws IOException {
    event("content_block_start", object().put("index", blocks).set("content_block", block));
  }

  private void endBlock() throws IOException {
    event("content_block_stop", object().put("index", blocks));
    blocks++;
  }

  private void writeDelta(ObjectNode delta) throws IOException {
    event("content_block_delta", object().put("index", blocks).set("delta", delta));
  }

  private void end(String stopReason) throws IOException {
    ObjectNode end = object();
    end.set("delta", object().put("stop_reason", stopReason).putNull("stop_sequence"));
    end.set("usage", object().put("output_tokens", TOKENS));
    event("message_delta", end);
    event("message_stop", object());
  }

  private void event(String type, ObjectNode data) throws IOException {
    String json = Json.MAPPER.writeValueAsString(data.put("type", type));
    out.write(("event: " + type + "\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
