package dev.ccexecutor.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.AckParams;
import dev.ccexecutor.protocol.execution.GapReason;
import dev.ccexecutor.protocol.execution.ProcessGap;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.frame.DataFrameHeader;
import dev.ccexecutor.protocol.jsonrpc.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** A listener that takes care of output, and says so. */
@Timeout(30)
class AcknowledgementTest {

  private static final ProcessGap GAP =
      new ProcessGap("x", StreamType.STDOUT, 0, 5, GapReason.DROPPED);

  @Test
  void shouldLetAListenerAcknowledgeWhatItTakesAndSeeWhatWillNotCome() throws InterruptedException {
    GapThenData script = new GapThenData();
    try (ScriptedServer server = new ScriptedServer(script)) {
      Acknowledging listener = new Acknowledging();
      ClientOptions options = ClientOptions.defaults().withListener(listener);
      ClientConnection connection = CcExecutorClient.connect(server.uri("/ws"), options).join();
      listener.connection.complete(connection);
      connection.notify("go", null).join();

      JsonNode acknowledgement = Json.MAPPER.readTree(script.acknowledgements.take());
      assertThat(acknowledgement.path("method").stringValue()).isEqualTo("output.ack");
      assertThat(acknowledgement.has("id")).isFalse();
      assertThat(Json.MAPPER.treeToValue(acknowledgement.path("params"), AckParams.class))
          .isEqualTo(new AckParams("x", 9L, null));
      assertThat(listener.gap.join()).isEqualTo(GAP);
      connection.close().join();
    }
  }

  /** Answers the first message with a gap and the data behind it, and keeps the others. */
  private static final class GapThenData implements ScriptedServer.Script {
    final LinkedBlockingQueue<String> acknowledgements = new LinkedBlockingQueue<>();
    private boolean asked;

    @Override
    public void onText(Channel channel, String text) {
      if (asked) {
        acknowledgements.add(text);
        return;
      }
      asked = true;
      String params = Json.MAPPER.writeValueAsString(GAP);
      ScriptedServer.say(
          channel, "{\"jsonrpc\":\"2.0\",\"method\":\"process.gap\",\"params\":" + params + "}");
      ByteBuf frame = Unpooled.buffer();
      new DataFrameHeader(StreamType.STDOUT, false, 1, GAP.to()).write(frame);
      channel.writeAndFlush(new BinaryWebSocketFrame(frame.writeInt(0)));
    }
  }

  /** Acknowledges from within the call that brings the data. */
  private static final class Acknowledging implements ClientListener {
    final CompletableFuture<ClientConnection> connection = new CompletableFuture<>();
    final CompletableFuture<ProcessGap> gap = new CompletableFuture<>();

    @Override
    public void onNotification(String method, JsonNode params) {
      if (method.equals("process.gap")) {
        gap.complete(Json.MAPPER.treeToValue(params, ProcessGap.class));
      }
    }

    @Override
    public void onData(DataFrameHeader header, ByteBuf payload) {
      long taken = header.offset() + payload.readableBytes();
      connection.join().notify("output.ack", new AckParams("x", taken, null));
    }
  }
}
