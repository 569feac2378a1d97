package dev.ccexecutor.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.protocol.client.ClientException.Reason;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.frame.DataFrameHeader;
import dev.ccexecutor.protocol.jsonrpc.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(30)
class ClientConnectionTest {

  private final Recorder recorder = new Recorder();

  @Test
  void shouldGiveTheResultWhenARequestIsAnswered() {
    try (ScriptedServer server = new ScriptedServer(answering("\"result\":{\"sum\":3}"))) {
      ClientConnection connection = open(server);

      JsonNode result = connection.request("add", Map.of("a", 1, "b", 2)).join();

      assertThat(result.path("sum").intValue()).isEqualTo(3);
      connection.close().join();
    }
  }

  @Test
  void shouldGiveCodeKindAndDataWhenARequestFails() {
    String error =
        """
        "error":{"code":-32006,"message":"no","data":{"kind":"spawn_failed","errno":"ENOENT"}}\
        """;
    try (ScriptedServer server = new ScriptedServer(answering(error))) {
      ClientConnection connection = open(server);

      assertThatThrownBy(() -> connection.request("execute", null).join())
          .cause()
          .isInstanceOfSatisfying(
              RemoteErrorException.class,
              remote -> {
                assertThat(remote.code()).isEqualTo(-32006);
                assertThat(remote.kind()).isEqualTo("spawn_failed");
                assertThat(remote.data().path("errno").stringValue()).isEqualTo("ENOENT");
              });
      connection.close().join();
    }
  }

  @Test
  void shouldTellNotificationsAndDataInTheOrderTheyCame() throws InterruptedException {
    ScriptedServer.Script script =
        onText(
            channel -> {
              ScriptedServer.say(channel, "{\"jsonrpc\":\"2.0\",\"method\":\"before\"}");
              channel.writeAndFlush(new BinaryWebSocketFrame(dataFrame(5, "héllo")));
              ScriptedServer.say(
                  channel, "{\"jsonrpc\":\"2.0\",\"method\":\"after\",\"params\":{\"x\":1}}");
            });
    try (ScriptedServer server = new ScriptedServer(script)) {
      ClientConnection connection = open(server);
      connection.notify("go", null).join();

      assertThat(recorder.next()).isEqualTo("connected");
      assertThat(recorder.next()).isEqualTo("before null");
      assertThat(recorder.next()).isEqualTo("STDOUT 5 héllo");
      assertThat(recorder.next()).isEqualTo("after {\"x\":1}");
      connection.close().join();
    }
  }

  @Test
  void shouldPutFragmentsTogether() throws InterruptedException {
    ScriptedServer.Script script =
        onText(
            channel -> {
              channel.write(new TextWebSocketFrame(false, 0, "{\"jsonrpc\":\"2.0\","));
              channel.writeAndFlush(
                  new ContinuationWebSocketFrame(true, 0, "\"method\":\"whole\"}"));
            });
    try (ScriptedServer server = new ScriptedServer(script)) {
      ClientConnection connection = open(server);
      connection.notify("go", null).join();

      assertThat(recorder.next()).isEqualTo("connected");
      assertThat(recorder.next()).isEqualTo("whole null");
      connection.close().join();
    }
  }

  @Test
  void shouldTellAnswersThatNobodyWaitsFor() throws InterruptedException {
    ScriptedServer.Script script =
        onText(
            channel -> {
              ScriptedServer.say(
                  channel, "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700}}");
              ScriptedServer.say(channel, "[{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":1}]");
            });
    try (ScriptedServer server = new ScriptedServer(script)) {
      ClientConnection connection = open(server);
      connection.sendText("{").join();

      assertThat(recorder.next()).isEqualTo("connected");
      assertThat(recorder.next()).isEqualTo("unmatched {\"code\":-32700}");
      assertThat(recorder.next()).isEqualTo("batch of 1");
      connection.close().join();
    }
  }

  @Test
  void shouldFailPendingAndLaterRequestsWhenTheServerCloses() throws InterruptedException {
    ScriptedServer.Script script =
        onText(channel -> channel.writeAndFlush(new CloseWebSocketFrame(1001, "drained")));
    try (ScriptedServer server = new ScriptedServer(script)) {
      ClientConnection connection = open(server);
      CompletableFuture<JsonNode> pending = connection.request("wait", null);

      assertClosed(pending);
      connection.closed().join();
      assertClosed(connection.request("late", null));
      assertThat(recorder.next()).isEqualTo("connected");
      assertThat(recorder.next()).isEqualTo("closed 1001 drained");
    }
  }

  @Test
  void shouldFailPendingRequestsWhenTheSocketBreaks() throws InterruptedException {
    try (ScriptedServer server = new ScriptedServer(onText(Channel::close))) {
      ClientConnection connection = open(server);

      assertClosed(connection.request("wait", null));
      connection.closed().join();
      assertThat(recorder.next()).isEqualTo("connected");
      assertThat(recorder.next()).startsWith("closed 1006");
    }
  }

  @Test
  void shouldSayGoodbyeAndEndItsThreadWhenClosed() throws InterruptedException {
    try (ScriptedServer server = new ScriptedServer(new ScriptedServer.Script() {})) {
      ClientConnection connection = open(server);
      assertThat(recorder.next()).isEqualTo("connected");

      connection.close().join();

      assertThat(server.closeCodes).containsExactly(1000);
      assertThat(recorder.next()).startsWith("closed 1000");
      await().until(() -> !recorder.eventLoop.isAlive());
      assertThat(connection.close()).isCompleted();
    }
  }

  @Test
  void shouldEndTheConnectionWhenTheListenerThrows() {
    ClientListener broken =
        new ClientListener() {
          @Override
          public void onNotification(String method, JsonNode params) {
            throw new IllegalStateException("broken listener");
          }
        };
    try (ScriptedServer server = new ScriptedServer(new ScriptedServer.Script() {})) {
      ClientOptions options = ClientOptions.defaults().withListener(broken);
      ClientConnection connection = CcExecutorClient.connect(server.uri("/ws"), options).join();

      connection.closed().join();
      assertThatThrownBy(() -> connection.request("late", null).join())
          .hasCauseInstanceOf(ClientException.class);
    }
  }

  @Test
  void shouldEndTheConnectionWhenAMessageIsTooLong() {
    ScriptedServer.Script script =
        onText(channel -> channel.writeAndFlush(new BinaryWebSocketFrame(zeros(4096))));
    try (ScriptedServer server = new ScriptedServer(script)) {
      ClientOptions options = ClientOptions.defaults().withMaxInboundBytes(2048);
      ClientConnection connection = CcExecutorClient.connect(server.uri("/ws"), options).join();

      assertThatThrownBy(() -> connection.request("flood", null).join())
          .cause()
          .isInstanceOfSatisfying(
              ClientException.class,
              failure -> assertThat(failure.reason()).isEqualTo(Reason.FAILED));
    }
  }

  private ClientConnection open(ScriptedServer server) {
    ClientOptions options = ClientOptions.defaults().withListener(recorder);
    return CcExecutorClient.connect(server.uri("/ws"), options).join();
  }

  private static void assertClosed(CompletableFuture<JsonNode> future) {
    assertThatThrownBy(future::join)
        .cause()
        .isInstanceOfSatisfying(
            ClientException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.CLOSED));
  }

  private static ScriptedServer.Script onText(Consumer<Channel> action) {
    return new ScriptedServer.Script() {
      @Override
      public void onText(Channel channel, String text) {
        action.accept(channel);
      }
    };
  }

  private static ScriptedServer.Script answering(String member) {
    return new ScriptedServer.Script() {
      @Override
      public void onText(Channel channel, String text) {
        JsonNode id = Json.MAPPER.readTree(text).path("id");
        ScriptedServer.say(channel, "{\"jsonrpc\":\"2.0\",\"id\":" + id + "," + member + "}");
      }
    };
  }

  private static ByteBuf dataFrame(long offset, String text) {
    ByteBuf frame = Unpooled.buffer();
    new DataFrameHeader(StreamType.STDOUT, false, 1, offset).write(frame);
    return frame.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ByteBuf zeros(int bytes) {
    return Unpooled.wrappedBuffer(new byte[bytes]);
  }
}
