package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.frame.DataFrameHeader;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import tools.jackson.databind.JsonNode;

/** Keeps what the listener was told, as one line each. */
final class Recorder implements ClientListener {
  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
  volatile Thread eventLoop;

  String next() throws InterruptedException {
    return lines.take();
  }

  @Override
  public void onNotification(String method, JsonNode params) {
    eventLoop = Thread.currentThread();
    lines.add(method.equals("connected") ? method : method + " " + params);
  }

  @Override
  public void onData(DataFrameHeader header, ByteBuf payload) {
    lines.add(
        header.stream() + " " + header.offset() + " " + payload.toString(StandardCharsets.UTF_8));
  }

  @Override
  public void onUnmatchedResponse(JsonRpcMessage.Response response) {
    lines.add("unmatched " + response.error());
  }

  @Override
  public void onBatch(List<JsonRpcMessage> messages) {
    lines.add("batch of " + messages.size());
  }

  @Override
  public void onClosed(int code, String reason) {
    lines.add("closed " + code + " " + reason);
  }
}
