package dev.ccexecutor.server.execution.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.execution.input.InputAnswer.Verdict;
import dev.ccexecutor.server.execution.input.InputPiece.Cut;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class InputBufferTest {
  private static final int CAPACITY_BYTES = 100;
  private static final long NEXT = -1;
  private static final int LARGEST_SLACK_BYTES = 68 * 1024;

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private InputBuffer buffer = ofCapacity(CAPACITY_BYTES, EndOfInput.CLOSES);

  private InputBuffer ofCapacity(long bytes, EndOfInput endOfInput) {
    return new InputBuffer(bytes, endOfInput, allocator);
  }

  @AfterEach
  void shouldHoldNothingWhenOver() {
    buffer.over();

    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  private InputAnswer take(long offset, String text) {
    return take(offset, text.getBytes(StandardCharsets.UTF_8), Cut.ANYWHERE, false);
  }

  private InputAnswer take(long offset, byte[] bytes, Cut cut, boolean end) {
    OptionalLong position = offset == NEXT ? OptionalLong.empty() : OptionalLong.of(offset);
    return buffer.take(new InputPiece(position, Unpooled.wrappedBuffer(bytes), cut, end));
  }

  /** Takes out what a pipe would, if it took so many. */
  @SuppressWarnings("restricted")
  private byte[] write(int atMost) {
    InputBlocks.Span span = buffer.next(buffer.position());
    if (span == null) {
      return new byte[0];
    }
    byte[] bytes =
        MemorySegment.ofAddress(span.address())
            .reinterpret(span.end())
            .asSlice(span.start(), Math.min(atMost, span.length()))
            .toArray(ValueLayout.JAVA_BYTE);
    if (bytes.length > 0) {
      buffer.written(bytes.length);
    }
    return bytes;
  }

  private String writeAll() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] some = write(CAPACITY_BYTES); some.length > 0; some = write(CAPACITY_BYTES)) {
      all.writeBytes(some);
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  @Test
  void shouldCountOnWhenNoOffsetIsGiven() {
    assertThat(take(NEXT, "abc")).isEqualTo(new InputAnswer(Verdict.TAKEN, 3, 3, 97));
    assertThat(take(NEXT, "de")).isEqualTo(new InputAnswer(Verdict.TAKEN, 2, 5, 95));
    assertThat(writeAll()).isEqualTo("abcde");
    assertThat(buffer.state()).isEqualTo(new InputState(5, 100, true, 0));
  }

  @Test
  void shouldTakeEachByteOnceWhenPiecesAreRepeatedOrOverlap() {
    take(0, "abc");

    assertThat(take(0, "abc")).isEqualTo(new InputAnswer(Verdict.TAKEN, 3, 3, 97));
    assertThat(take(1, "b")).isEqualTo(new InputAnswer(Verdict.TAKEN, 1, 3, 97));
    assertThat(take(1, "bcdef")).isEqualTo(new InputAnswer(Verdict.TAKEN, 5, 6, 94));
    assertThat(writeAll()).isEqualTo("abcdef");
    assertThat(take(0, "abcdef").verdict()).isEqualTo(Verdict.TAKEN);
    assertThat(writeAll()).isEmpty();
  }

  @Test
  void shouldTakeNothingWhenBytesBeforeItAreMissing() {
    take(0, "abc");

    assertThat(take(4, "e")).isEqualTo(new InputAnswer(Verdict.HOLE, 0, 3, 97));
    assertThat(take(4, "").verdict()).isEqualTo(Verdict.HOLE);
    assertThat(writeAll()).isEqualTo("abc");
  }

  @Test
  void shouldTakeWhatFitsWhenAPieceIsTooLarge() {
    take(0, "x".repeat(60));

    assertThat(take(50, "y".repeat(80))).isEqualTo(new InputAnswer(Verdict.FULL, 50, 100, 0));
    assertThat(take(0, "x".repeat(100)).verdict()).isEqualTo(Verdict.TAKEN);
    assertThat(writeAll()).isEqualTo("x".repeat(60) + "y".repeat(40));
  }

  @Test
  void shouldTakeNothingNewWhenAPieceThatMustNotBeCutIsTooLarge() {
    take(0, "x".repeat(60));

    assertThat(take(50, new byte[80], Cut.NOWHERE, true))
        .isEqualTo(new InputAnswer(Verdict.FULL, 10, 60, 40));
    assertThat(writeAll()).isEqualTo("x".repeat(60));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ü", "€", "😀"})
  void shouldCutBetweenCharactersWhenTextIsTooLarge(String character) {
    int width = character.getBytes(StandardCharsets.UTF_8).length;
    take(0, "x".repeat(CAPACITY_BYTES - 2 * width + 1));

    byte[] text = character.repeat(3).getBytes(StandardCharsets.UTF_8);
    InputAnswer answer = take(NEXT, text, Cut.BETWEEN_CHARACTERS, false);

    assertThat(answer.verdict()).isEqualTo(Verdict.FULL);
    assertThat(answer.accepted()).isEqualTo(width);
    assertThat(answer.window()).isEqualTo(width - 1);
    assertThat(writeAll()).endsWith("x" + character);
  }

  @Test
  void shouldEndOnlyWhenAllBeforeTheEndWasTaken() {
    assertThat(take(0, new byte[101], Cut.ANYWHERE, true).verdict()).isEqualTo(Verdict.FULL);
    assertThat(buffer.state().open()).isTrue();
    assertThat(take(101, new byte[0], Cut.ANYWHERE, true).verdict()).isEqualTo(Verdict.HOLE);
    assertThat(buffer.state().open()).isTrue();

    writeAll();
    assertThat(take(0, new byte[101], Cut.ANYWHERE, true))
        .isEqualTo(new InputAnswer(Verdict.TAKEN, 101, 101, 0));
    assertThat(buffer.state().open()).isFalse();
    assertThat(buffer.position().end()).isTrue();
  }

  @Test
  void shouldTakeOnlyWhatItHasWhenItHasEnded() {
    take(0, "abc".getBytes(StandardCharsets.UTF_8), Cut.ANYWHERE, true);

    assertThat(take(0, "abc").verdict()).isEqualTo(Verdict.TAKEN);
    assertThat(buffer.take(InputPiece.end()).verdict()).isEqualTo(Verdict.TAKEN);
    assertThat(take(0, "abcd").verdict()).isEqualTo(Verdict.CLOSED);
    assertThat(take(NEXT, "d").verdict()).isEqualTo(Verdict.CLOSED);
    assertThat(take(9, "d").verdict()).isEqualTo(Verdict.CLOSED);
    assertThat(writeAll()).isEqualTo("abc");
  }

  @Test
  void shouldRefuseWhatItHasHadWhenNobodyReadsIt() {
    take(0, "abc");
    write(1);
    buffer.readerGone();

    assertThat(take(0, "abc")).isEqualTo(new InputAnswer(Verdict.CLOSED, 0, 3, 0));
    assertThat(buffer.state()).isEqualTo(new InputState(3, 0, false, 2));
    assertThat(buffer.next(buffer.position())).isNull();
  }

  @Test
  void shouldSayThatTheExecutionHasEndedWhenItIsOver() {
    buffer.over();

    assertThat(take(0, "a").verdict()).isEqualTo(Verdict.ENDED);
    assertThat(buffer.take(InputPiece.end()).verdict()).isEqualTo(Verdict.ENDED);
  }

  @Test
  void shouldBeClosedWhenThereIsNoInput() {
    buffer = InputBuffer.closed();

    assertThat(take(0, "a")).isEqualTo(new InputAnswer(Verdict.CLOSED, 0, 0, 0));
    assertThat(buffer.state()).isEqualTo(new InputState(0, 0, false, 0));
  }

  @Test
  void shouldTellOfRoomOnceWhenHalfIsFreeAfterARefusal() {
    take(0, "x".repeat(100));
    assertThat(buffer.written(50)).as("nothing was refused").isFalse();
    take(NEXT, "x".repeat(60));

    assertThat(buffer.written(49)).isFalse();
    assertThat(buffer.written(1)).isTrue();
    assertThat(buffer.written(1)).as("once is enough").isFalse();
  }

  @Test
  void shouldTellOfRoomWhenAllThatWasRefusedFits() {
    take(0, "x".repeat(30));
    take(NEXT, new byte[90], Cut.NOWHERE, false);

    assertThat(buffer.written(10)).as("80 are free").isFalse();
    assertThat(buffer.written(10)).as("90 are free").isTrue();
  }

  @Test
  void shouldTellOfRoomWhenItIsEmptyAfterMoreThanItCanHoldWasRefused() {
    take(0, "x");
    take(NEXT, new byte[1000], Cut.NOWHERE, false);

    assertThat(buffer.written(1)).isTrue();
  }

  @Test
  void shouldNotWriteBeyondWhatIsReleased() {
    take(0, "abc");
    InputBuffer.Position early = buffer.position();
    take(NEXT, "def");

    assertThat(buffer.next(early).length()).isEqualTo(3);
    write(3);
    assertThat(buffer.next(early)).isNull();
    assertThat(writeAll()).isEqualTo("def");
  }

  @Test
  void shouldPutTheTerminalsCharacterWhereTheEndIsAndGoOn() {
    buffer = ofCapacity(CAPACITY_BYTES, EndOfInput.EOF_CHARACTER);
    take(0, "a".getBytes(StandardCharsets.UTF_8), Cut.ANYWHERE, true);
    take(0, "a".getBytes(StandardCharsets.UTF_8), Cut.ANYWHERE, true);

    assertThat(take(1, "b")).isEqualTo(new InputAnswer(Verdict.TAKEN, 1, 2, 97));
    assertThat(buffer.take(InputPiece.end()).verdict()).isEqualTo(Verdict.TAKEN);
    assertThat(buffer.take(InputPiece.end()).verdict()).isEqualTo(Verdict.TAKEN);
    assertThat(writeAll()).isEqualTo("a\u0004b\u0004\u0004");
    assertThat(buffer.state()).isEqualTo(new InputState(2, 100, true, 0));
  }

  @Test
  void shouldRefuseTheTerminalsCharacterWhenThereIsNoRoomForIt() {
    buffer = ofCapacity(3, EndOfInput.EOF_CHARACTER);

    assertThat(take(0, new byte[3], Cut.ANYWHERE, true))
        .isEqualTo(new InputAnswer(Verdict.FULL, 3, 3, 0));
    write(3);
    assertThat(take(0, new byte[3], Cut.ANYWHERE, true).verdict()).isEqualTo(Verdict.TAKEN);
    assertThat(writeAll()).isEqualTo("\u0004");
  }

  @Test
  void shouldHoldLittleMoreThanItsBytesWhenTheyComeOneByOne() {
    buffer = ofCapacity(1024 * 1024, EndOfInput.CLOSES);

    for (int i = 0; i < 100_000; i++) {
      assertThat(take(NEXT, "x").verdict()).isEqualTo(Verdict.TAKEN);
    }

    assertThat(allocator.metric().usedDirectMemory())
        .isBetween(100_000L, 100_000L + LARGEST_SLACK_BYTES);
  }

  /**
   * A client that repeats, overlaps, leaves holes and writes too much, against a child that reads.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldGiveTheChildTheStreamWhenPiecesComeInAnyShape(long seed) {
    Random random = new Random(seed);
    int capacity = 1 + random.nextInt(200_000);
    buffer = ofCapacity(capacity, EndOfInput.CLOSES);
    byte[] stream = new byte[1_000_000];
    random.nextBytes(stream);
    ByteArrayOutputStream read = new ByteArrayOutputStream();

    while (read.size() < stream.length) {
      long next = buffer.state().nextOffset();
      int from = Math.clamp(next + random.nextInt(-5_000, 1_000), 0, stream.length);
      int to = Math.min(stream.length, from + random.nextInt(1 << random.nextInt(1, 18)));
      Cut cut = random.nextBoolean() ? Cut.ANYWHERE : Cut.NOWHERE;
      byte[] bytes = Arrays.copyOfRange(stream, from, to);
      InputAnswer answer = take(from, bytes, cut, to == stream.length);

      assertThat(answer.verdict() == Verdict.HOLE).isEqualTo(from > next);
      assertThat(answer.window()).isLessThanOrEqualTo(capacity);
      if (answer.verdict() == Verdict.TAKEN) {
        assertThat(answer.accepted()).isEqualTo(bytes.length);
      }
      assertThat(allocator.metric().usedDirectMemory())
          .isLessThanOrEqualTo(capacity + LARGEST_SLACK_BYTES);
      read.writeBytes(write(random.nextInt(1 << random.nextInt(1, 18))));
    }

    assertThat(read.toByteArray()).isEqualTo(stream);
  }
}
