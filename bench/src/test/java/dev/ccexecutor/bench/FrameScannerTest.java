package dev.ccexecutor.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameScannerTest {
  private static final int FINAL_TEXT = 0x81;
  private static final int FINAL_BINARY = 0x82;
  private static final int FINAL_CLOSE = 0x88;
  private static final int BINARY = 0x02;
  private static final int CONTINUATION = 0x00;
  private static final int FINAL_CONTINUATION = 0x80;
  private static final int FRAGMENT_OF_TEXT = 0x01;
  private static final int DATA_HEADER_BYTES = 16;
  private static final int CHILD_BYTES_OF_ALL = 12345 + 100 + 70_000;

  private final List<String> messages = new ArrayList<>();
  private final FrameScanner scanner = new FrameScanner(DATA_HEADER_BYTES, messages::add);

  @Test
  void shouldCountAllWhenReadsCutFramesAnywhere() {
    for (int bytesPerRead : new int[] {1, 2, 3, 7, 1000, 65_536, Integer.MAX_VALUE}) {
      FrameScanner cut = new FrameScanner(DATA_HEADER_BYTES, messages::add);
      ByteBuffer all = outputOfThreeFormsAndAMessage();

      while (all.hasRemaining()) {
        int count = Math.min(bytesPerRead, all.remaining());
        cut.scan(all.slice(all.position(), count));
        all.position(all.position() + count);
      }

      assertThat(cut.childBytes()).as("%s", bytesPerRead).isEqualTo(CHILD_BYTES_OF_ALL);
    }
    assertThat(messages).hasSize(7).containsOnly("{\"method\":\"process.completed\"}");
  }

  @Test
  void shouldNotCountFrameThatHasNotEnded() {
    ByteBuffer frame = frame(FINAL_BINARY, new byte[16 + 500]);

    scanner.scan(frame.slice(0, frame.remaining() - 1));

    assertThat(scanner.childBytes()).isZero();
  }

  @Test
  void shouldCountNothingWhenFrameBearsNoBytes() {
    scanner.scan(frame(FINAL_BINARY, new byte[16]));

    assertThat(scanner.childBytes()).isZero();
  }

  @Test
  void shouldCountAllBytesWhenServerHasNoHeaderOfItsOwn() {
    FrameScanner plain = new FrameScanner(0, messages::add);

    plain.scan(frame(FINAL_BINARY, new byte[500]));

    assertThat(plain.childBytes()).isEqualTo(500);
  }

  @Test
  void shouldTellWhenServerCloses() {
    ByteBuffer close = frame(FINAL_CLOSE, new byte[2]);

    scanner.scan(close.slice(0, close.remaining() - 1));
    assertThat(scanner.isClosed()).isFalse();
    scanner.scan(close.slice(close.remaining() - 1, 1));

    assertThat(scanner.isClosed()).isTrue();
  }

  @Test
  void shouldCountHeaderOnceWhenBinaryMessageComesInFragments() {
    scanner.scan(frame(BINARY, new byte[16 + 500]));
    scanner.scan(frame(CONTINUATION, new byte[70_000]));
    scanner.scan(frame(FINAL_CONTINUATION, new byte[0]));

    assertThat(scanner.childBytes()).isEqualTo(70_500);
  }

  @Test
  void shouldFailWhenFrameIsOfNoKnownKind() {
    ByteBuffer fragment = frame(FRAGMENT_OF_TEXT, new byte[2]);

    assertThatThrownBy(() -> scanner.scan(fragment)).isInstanceOf(IllegalStateException.class);
  }

  private static ByteBuffer outputOfThreeFormsAndAMessage() {
    ByteBuffer all = ByteBuffer.allocate(100_000);
    all.put(frame(FINAL_TEXT, output("x".repeat(12_345), 12_345)));
    all.put(frame(FINAL_BINARY, new byte[16 + 100]));
    all.put(
        frame(FINAL_TEXT, "{\"method\":\"process.completed\"}".getBytes(StandardCharsets.UTF_8)));
    all.put(frame(FINAL_BINARY, new byte[16 + 70_000]));
    return all.flip();
  }

  private static byte[] output(String data, int bytes) {
    String message =
        "{\"params\":{\"data\":\"" + data + "\",\"bytes\":" + bytes + ",\"truncated\":false}}";
    return message.getBytes(StandardCharsets.UTF_8);
  }

  private static ByteBuffer frame(int firstByte, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(10 + payload.length).put((byte) firstByte);
    if (payload.length < 126) {
      frame.put((byte) payload.length);
    } else if (payload.length <= 0xffff) {
      frame.put((byte) 126).putShort((short) payload.length);
    } else {
      frame.put((byte) 127).putLong(payload.length);
    }
    return frame.put(payload).flip();
  }
}
