package dev.ccexecutor.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * WebSocket frames through the handlers that a connection has for them: a client's, masked, to a
 * message; and an answer to the buffers that go to the socket. Frames of output are made by the
 * encoders, which OutputEncoderBenchmark measures, and pass these handlers as they are.
 *
 * <p>The bytes of a frame are copied once for each call, as the kernel does it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {JvmFlags.COMPACT_HEADERS, JvmFlags.NATIVE_ACCESS, JvmFlags.NO_LEAK_DETECTION})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class FrameBenchmark {
  private static final int LONGEST_MESSAGE = 1024 * 1024;
  private static final int[] MASK = {0x12, 0x34, 0x56, 0x78};
  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int LENGTH_IN_16_BITS = 126;
  private static final int LENGTH_IN_64_BITS = 127;
  private static final int MAX_16_BITS = 0xffff;

  /** A control, and a piece of input. */
  @Param({"128", "65536"})
  public int payloadBytes;

  private EmbeddedChannel connection;
  private byte[] payload;
  private byte[] maskedText;
  private byte[] maskedBinary;

  @Setup
  public void openConnection() {
    WebSocketDecoderConfig config =
        WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(LONGEST_MESSAGE)
            .allowExtensions(false)
            .expectMaskedFrames(true)
            .allowMaskMismatch(false)
            .closeOnProtocolViolation(false)
            .build();
    connection =
        new EmbeddedChannel(
            new WebSocket13FrameDecoder(config),
            new WebSocket13FrameEncoder(false),
            new Utf8FrameValidator(false),
            new WebSocketFrameAggregator(LONGEST_MESSAGE));
    payload = "x".repeat(payloadBytes).getBytes(StandardCharsets.US_ASCII);
    maskedText = masked(TEXT);
    maskedBinary = masked(BINARY);
  }

  private byte[] masked(int opcode) {
    ByteBuf frame = Unpooled.buffer().writeByte(FINAL | opcode);
    if (payload.length < LENGTH_IN_16_BITS) {
      frame.writeByte(MASKED | payload.length);
    } else if (payload.length <= MAX_16_BITS) {
      frame.writeByte(MASKED | LENGTH_IN_16_BITS).writeShort(payload.length);
    } else {
      frame.writeByte(MASKED | LENGTH_IN_64_BITS).writeLong(payload.length);
    }
    for (int octet : MASK) {
      frame.writeByte(octet);
    }
    for (int i = 0; i < payload.length; i++) {
      frame.writeByte(payload[i] ^ MASK[i % MASK.length]);
    }
    byte[] bytes = new byte[frame.readableBytes()];
    frame.readBytes(bytes);
    return bytes;
  }

  @TearDown
  public void closeConnection() {
    connection.finishAndReleaseAll();
  }

  @Benchmark
  public int decodeText() {
    return decode(maskedText, TextWebSocketFrame.class);
  }

  @Benchmark
  public int decodeBinary() {
    return decode(maskedBinary, BinaryWebSocketFrame.class);
  }

  private int decode(byte[] frame, Class<? extends WebSocketFrame> kind) {
    connection.writeInbound(connection.alloc().directBuffer(frame.length).writeBytes(frame));
    WebSocketFrame message = kind.cast(connection.readInbound());
    int length = message.content().readableBytes();
    message.release();
    if (length != payloadBytes) {
      throw new IllegalStateException("a message of " + length);
    }
    return length;
  }

  @Benchmark
  public int encodeAnswer() {
    connection.writeOutbound(new TextWebSocketFrame(Unpooled.wrappedBuffer(payload)));
    int parts = 0;
    for (Object part = connection.readOutbound(); part != null; part = connection.readOutbound()) {
      ReferenceCountUtil.release(part);
      parts++;
    }
    return parts;
  }
}
