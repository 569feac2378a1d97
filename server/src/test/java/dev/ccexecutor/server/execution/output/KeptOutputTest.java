package dev.ccexecutor.server.execution.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.spool.PrintedBytes;
import dev.ccexecutor.server.metrics.Count;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeptOutputTest {
  private static final StreamType OUT = StreamType.STDOUT;
  private static final StreamType ERR = StreamType.STDERR;
  private static final int LARGE = 40 * 1024;
  private static final int LARGE_AND_ODD = 45_678;

  private final CountingAllocator allocator = new CountingAllocator();
  private final Count memory = new Count();
  private final KeptOutput kept = new KeptOutput(allocator, memory);

  @AfterEach
  void shouldGiveAllBack() {
    kept.dropAll();
    assertThat(kept.bytes()).isZero();
    assertThat(allocator.usedBytes()).isZero();
    assertThat(memory.get()).isZero();
  }

  @Test
  void shouldTakeAboutAsMuchMemoryAsThereAreBytesWhenTheyComeOneByOne() {
    for (int i = 0; i < 300_000; i++) {
      append(OUT, 1);
    }

    assertThat(kept.bytes()).isEqualTo(300_000);
    assertThat(allocator.usedBytes()).isLessThan(2 * 300_000);
    assertThat(memory.get()).isBetween(300_000L, 2L * 300_000);
    assertThat(blocks(OUT)).hasSizeLessThan(50);
    assertThat(content(OUT)).isEqualTo(300_000);
  }

  @Test
  void shouldTakeAboutAsMuchMemoryAsThereAreBytesWhenTheStreamsTakeTurns() {
    for (int i = 0; i < 100_000; i++) {
      append(OUT, 1);
      append(ERR, 1);
    }

    assertThat(allocator.usedBytes()).isLessThan(2 * 200_000);
    assertThat(content(OUT)).isEqualTo(100_000);
    assertThat(content(ERR)).isEqualTo(100_000);
  }

  @Test
  void shouldShowTheOrderOfTheStreamsWhenTheyTakeTurns() {
    append(OUT, 2_000);
    append(ERR, 2_000);
    append(OUT, 2_000);

    assertThat(blocks(OUT)).hasSize(2);
    assertThat(blocks(ERR).getFirst().order())
        .isBetween(blocks(OUT).getFirst().order(), blocks(OUT).getLast().order());
  }

  @Test
  void shouldKeepALargeReadInItsBufferWhenThatSavesCopyingIt() {
    ByteBuf read = printed(OUT, LARGE, 64 * 1024);

    kept.append(OUT, read);

    assertThat(read.refCnt()).isEqualTo(2);
    read.release();
    append(OUT, 1000);
    assertThat(blocks(OUT)).hasSize(1);
    assertThat(content(OUT)).isEqualTo(LARGE + 1000);
  }

  @Test
  void shouldGiveOnlyWhatWasThereWhenABlockGrowsBehindASlice() {
    append(OUT, 100);
    ByteBuf slice = kept.oldest(OUT).slice(10, 1000);
    append(OUT, 100);

    assertThat(slice.readableBytes()).isEqualTo(90);
    assertThat(PrintedBytes.matches(OUT, 10, slice)).isTrue();
    kept.dropAll();
    assertThat(PrintedBytes.matches(OUT, 10, slice)).as("outlives the block").isTrue();
    slice.release();
  }

  @Test
  void shouldFindTheNextThatIsThereWhenSomeWereDroppedInTheMiddle() {
    for (int i = 0; i < 5; i++) {
      append(OUT, LARGE);
    }
    kept.drop(blocks(OUT).get(1));
    kept.drop(blocks(OUT).get(1));

    assertThat(kept.firstFrom(OUT, 10).offset()).isZero();
    assertThat(kept.firstFrom(OUT, LARGE).offset()).isEqualTo(3L * LARGE);
    assertThat(kept.firstFrom(OUT, 5L * LARGE - 1).offset()).isEqualTo(4L * LARGE);
    assertThat(kept.firstFrom(OUT, 5L * LARGE)).isNull();
    assertThat(kept.bytes()).isEqualTo(3L * LARGE);
    assertThat(kept.to(OUT)).isEqualTo(5L * LARGE);
  }

  @Test
  void shouldGoOnBehindAHoleWhenTheNewestWasDropped() {
    append(OUT, 100);
    append(OUT, LARGE);
    kept.drop(blocks(OUT).getLast());

    append(OUT, 50);

    assertThat(kept.to(OUT)).isEqualTo(150 + LARGE);
    OutputBlock last = blocks(OUT).getLast();
    assertThat(last.offset()).isEqualTo(100 + LARGE);
    ByteBuf slice = last.slice(last.offset(), 50);
    assertThat(PrintedBytes.matches(OUT, last.offset(), slice)).isTrue();
    slice.release();
  }

  @Test
  void shouldTakeLittleMoreThanItsBytesWhenABlockIsCompacted() {
    append(OUT, LARGE_AND_ODD, 64 * 1024);
    assertThat(kept.unusedBytes()).isEqualTo(64 * 1024 - LARGE_AND_ODD);

    kept.compact(kept.oldest(OUT));

    assertThat(kept.bytes()).isEqualTo(LARGE_AND_ODD);
    assertThat(kept.unusedBytes()).isLessThan(512);
    assertThat(allocator.usedBytes()).isEqualTo(LARGE_AND_ODD + kept.unusedBytes());
    assertThat(content(OUT)).isEqualTo(LARGE_AND_ODD);
    append(OUT, 100);
    assertThat(content(OUT)).isEqualTo(LARGE_AND_ODD + 100);
  }

  @Test
  void shouldStayInItsPlaceWhenABlockBetweenOthersIsCompacted() {
    append(OUT, LARGE);
    append(OUT, LARGE_AND_ODD, 64 * 1024);
    append(ERR, 100);
    append(OUT, LARGE);
    OutputBlock middle = blocks(OUT).get(1);

    kept.compact(middle);

    assertThat(middle.isDropped()).isTrue();
    assertThat(content(OUT)).isEqualTo(2L * LARGE + LARGE_AND_ODD);
    assertThat(blocks(OUT)).extracting(OutputBlock::order).isSorted();
    assertThat(kept.firstFrom(OUT, 2L * LARGE).offset()).isBetween((long) LARGE, 2L * LARGE);
    List<OutputBlock> backwards = new ArrayList<>();
    for (OutputBlock one = kept.newest(OUT); one != null; one = one.previous()) {
      backwards.addFirst(one);
    }
    assertThat(backwards).isEqualTo(blocks(OUT));
  }

  @Test
  void shouldBeAsBeforeWhenThereIsNoMemoryToCompact() {
    append(OUT, LARGE_AND_ODD, 64 * 1024);
    allocator.failAfter(2);

    assertThatThrownBy(() -> kept.compact(kept.oldest(OUT))).isInstanceOf(OutOfMemoryError.class);

    assertThat(kept.bytes()).isEqualTo(LARGE_AND_ODD);
    assertThat(allocator.usedBytes()).isEqualTo(64 * 1024);
    assertThat(content(OUT)).isEqualTo(LARGE_AND_ODD);
  }

  @Test
  void shouldKeepWhatWasReadWhereItIsWhenThereIsNoMemoryToCopyIt() {
    append(OUT, 100);
    ByteBuf read = printed(OUT, LARGE / 2, 64 * 1024);
    allocator.failAfter(0);
    kept.append(OUT, read);
    read.release();

    append(OUT, 1_000);
    assertThat(blocks(OUT)).hasSize(2);
    assertThat(content(OUT)).isEqualTo(100 + LARGE / 2 + 1_000);
  }

  private void append(StreamType stream, int count) {
    append(stream, count, count);
  }

  private void append(StreamType stream, int count, int capacity) {
    ByteBuf read = printed(stream, count, capacity);
    kept.append(stream, read);
    read.release();
  }

  private ByteBuf printed(StreamType stream, int count, int capacity) {
    ByteBuf read = allocator.heapBuffer(capacity, capacity);
    PrintedBytes.write(stream, kept.to(stream), count, read);
    return read;
  }

  private List<OutputBlock> blocks(StreamType stream) {
    List<OutputBlock> blocks = new ArrayList<>();
    for (OutputBlock one = kept.oldest(stream); one != null; one = one.next()) {
      blocks.add(one);
    }
    return blocks;
  }

  /** How far the blocks have the right bytes without a hole. */
  private long content(StreamType stream) {
    long to = 0;
    for (OutputBlock one : blocks(stream)) {
      ByteBuf slice = one.slice(one.offset(), Integer.MAX_VALUE);
      boolean right = one.offset() == to && PrintedBytes.matches(stream, to, slice);
      slice.release();
      if (!right) {
        return to;
      }
      to = one.end();
    }
    return to;
  }
}
