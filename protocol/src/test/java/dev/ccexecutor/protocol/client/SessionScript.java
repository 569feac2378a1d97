package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.frame.DataFrameHeader;
import dev.ccexecutor.protocol.jsonrpc.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/**
 * A server of which each method is scripted. Its n-th connection has the session {@code s<n>}; an
 * execute starts with channel 1, unless scripted otherwise.
 */
final class SessionScript implements ScriptedServer.Script {

  /** What is done with a request; called on the server's event loop. */
  interface Answer {
    void to(Request request);
  }

  /** A request, and the ways to answer it. */
  record Request(Channel channel, int connection, JsonNode message) {
    JsonNode params() {
      return message.path("params");
    }

    void result(String json) {
      say(channel, "{'jsonrpc':'2.0','id':" + message.get("id") + ",'result':" + json + "}");
    }

    void error(int code, String data) {
      say(
          channel,
          "{'jsonrpc':'2.0','id':"
              + message.get("id")
              + ",'error':{'code':"
              + code
              + ",'message':'refused','data':"
              + data
              + "}}");
    }

    void cut() {
      channel.close();
    }
  }

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final AtomicInteger connections = new AtomicInteger();
  final List<String> requests = new CopyOnWriteArrayList<>();
  volatile Channel newest;

  SessionScript() {
    on("ping", request -> request.result("{}"));
    on("execute", SessionScript::started);
    on("session.resume", request -> request.error(-32012, "{'kind':'session_not_found'}"));
    on("execution.detach", request -> request.result("{}"));
    on("output.ack", request -> {});
  }

  SessionScript on(String method, Answer answer) {
    answers.put(method, answer);
    return this;
  }

  static void started(Request request) {
    request.result(
        "{'status':'started','execution_id':"
            + request.params().get("execution_id")
            + ",'pid':7,'pgid':7,'channel':1}");
  }

  /** The status of an execution, with its channel, as attaching answers it. */
  static String status(String id, String state, int channel) {
    return "{'execution_id':'"
        + id
        + "','state':'"
        + state
        + "','pid':7,'pgid':7,'labels':{},'stdout':{'from':0,'to':9},'stderr':{'from':0,'to':0},"
        + "'exit':null,'channel':"
        + channel
        + "}";
  }

  static String completed(String id, String stdoutBytes, String crc32c) {
    return "{'jsonrpc':'2.0','method':'process.completed','params':{'execution_id':'"
        + id
        + "','status':'completed','exit_code':0,'reason':'exit','pid':7,'pgid':7,"
        + "'execution_time':1.0,'stdout':{'bytes':"
        + stdoutBytes
        + ",'crc32c':'"
        + crc32c
        + "'},'stderr':{'bytes':0,'crc32c':'00000000'},'drained':true,'tree_empty':true}}";
  }

  static void say(Channel channel, String json) {
    ScriptedServer.say(channel, json.replace('\'', '"'));
  }

  static void output(Channel channel, long offset, String text) {
    ByteBuf frame = Unpooled.buffer();
    DataFrameHeader.write(frame, StreamType.STDOUT, false, 1, offset);
    frame.writeCharSequence(text, StandardCharsets.US_ASCII);
    channel.writeAndFlush(new BinaryWebSocketFrame(frame));
  }

  int connections() {
    return connections.get();
  }

  @Override
  public void onOpen(Channel channel) {
    newest = channel;
    int number = connections.incrementAndGet();
    say(
        channel,
        "{'jsonrpc':'2.0','method':'connected','params':{'session_id':'s"
            + number
            + "','resume_token':'t"
            + number
            + "','version':'1.0.0','protocol':'cc-executor.v1','capabilities':[]}}");
  }

  @Override
  public void onText(Channel channel, String text) {
    JsonNode message = Json.MAPPER.readTree(text);
    String method = message.path("method").asString();
    String session = message.path("params").path("session_id").asString("");
    requests.add(session.isEmpty() ? method : method + " " + session);
    answers.get(method).to(new Request(channel, connections.get(), message));
  }
}
