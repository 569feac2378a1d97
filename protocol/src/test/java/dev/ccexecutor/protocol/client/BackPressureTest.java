package dev.ccexecutor.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.frame.DataFrameHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BackPressureTest {

  @Test
  void shouldHoldTheServerBackWhileTheListenerBlocks() {
    CountDownLatch go = new CountDownLatch(1);
    AtomicLong received = new AtomicLong();
    ClientListener slow =
        new ClientListener() {
          @Override
          public void onData(DataFrameHeader header, ByteBuf payload) {
            awaitLatch(go);
            received.addAndGet(payload.readableBytes());
          }
        };
    Flood flood = new Flood();
    try (ScriptedServer server = new ScriptedServer(flood)) {
      ClientOptions options = ClientOptions.defaults().withListener(slow);
      ClientConnection connection = CcExecutorClient.connect(server.uri("/ws"), options).join();
      connection.notify("go", null).join();

      assertHeldBack(flood);
      go.countDown();
      await().untilAtomic(received, value -> assertThat(value).isEqualTo(Flood.TOTAL_BYTES));
      connection.close().join();
    }
  }

  @Test
  void shouldHoldTheServerBackWhileReadingIsOff() {
    AtomicLong received = new AtomicLong();
    ClientListener counting =
        new ClientListener() {
          @Override
          public void onData(DataFrameHeader header, ByteBuf payload) {
            received.addAndGet(payload.readableBytes());
          }
        };
    Flood flood = new Flood();
    try (ScriptedServer server = new ScriptedServer(flood)) {
      ClientOptions options = ClientOptions.defaults().withListener(counting);
      ClientConnection connection = CcExecutorClient.connect(server.uri("/ws"), options).join();
      connection.readingEnabled(false);
      connection.notify("go", null).join();

      assertHeldBack(flood);
      connection.readingEnabled(true);
      await().untilAtomic(received, value -> assertThat(value).isEqualTo(Flood.TOTAL_BYTES));
      connection.close().join();
    }
  }

  private static void assertHeldBack(Flood flood) {
    await()
        .during(Duration.ofMillis(500))
        .until(() -> flood.flushedBytes.get() > 0 && flood.flushedBytes.get() < Flood.TOTAL_BYTES);
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** Sends data for as long as the socket takes it. */
  private static final class Flood implements ScriptedServer.Script {
    static final long TOTAL_BYTES = 64L << 20;
    private static final int FRAME_BYTES = 64 << 10;

    final AtomicLong flushedBytes = new AtomicLong();
    private long offset;
    private boolean started;

    @Override
    public void onText(Channel channel, String text) {
      started = true;
      onWritable(channel);
    }

    @Override
    public void onWritable(Channel channel) {
      while (started && offset < TOTAL_BYTES && channel.isWritable()) {
        ByteBuf frame = Unpooled.buffer(DataFrameHeader.BYTES + FRAME_BYTES);
        new DataFrameHeader(StreamType.STDOUT, false, 1, offset).write(frame);
        offset += FRAME_BYTES;
        channel
            .writeAndFlush(new BinaryWebSocketFrame(frame.writeZero(FRAME_BYTES)))
            .addListener(done -> flushedBytes.addAndGet(FRAME_BYTES));
      }
    }
  }
}
