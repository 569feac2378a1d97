package dev.ccexecutor.server.execution.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.spool.PrintedBytes;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutputCompactionTest {
  private static final StreamType OUT = StreamType.STDOUT;
  private static final StreamType ERR = StreamType.STDERR;

  /** As it stays in its buffer of 64 KiB. */
  private static final int READ = 33 * 1024;

  private static final int READ_BUFFER = 64 * 1024;
  private static final long DELAY_MILLIS = 1_000;

  private final ManualReaderLoop loop = new ManualReaderLoop();
  private final KeptOutput kept =
      new KeptOutput(loop.loop().allocator(), loop.loop().counts().keptBytes());
  private final OutputCompaction compaction = new OutputCompaction(loop.loop(), "e", kept);

  @AfterEach
  void shouldGiveAllBack() {
    kept.dropAll();
    loop.pass(1_000_000);
    assertThat(loop.usedBytes()).isZero();
    loop.close();
  }

  @Test
  void shouldTakeLittleMoreThanItsBytesWhenACommandHasFallenSilent() {
    print(OUT, 3);
    print(ERR, 2);
    assertThat(loop.usedBytes()).isEqualTo(5 * READ_BUFFER);

    loop.pass(DELAY_MILLIS);
    loop.pass(DELAY_MILLIS);

    assertThat(loop.usedBytes()).isLessThan(5 * (READ + 1024));
    assertHas(OUT, 3 * READ);
    assertHas(ERR, 2 * READ);
  }

  @Test
  void shouldCompactAllWhenThereIsMoreThanIsDoneAtOnce() {
    print(OUT, 100);

    loop.pass(DELAY_MILLIS);
    assertThat(loop.usedBytes()).isGreaterThan(80 * READ_BUFFER);
    loop.pass(DELAY_MILLIS);

    assertThat(loop.usedBytes()).isLessThan(100 * (READ + 1024));
    assertHas(OUT, 100 * READ);
  }

  @Test
  void shouldLeaveTheNewestAloneWhenMoreIsPrinted() {
    print(OUT, 3);
    loop.pass(DELAY_MILLIS / 2);
    print(OUT, 1);
    loop.pass(DELAY_MILLIS / 2);

    assertThat(kept.newest(OUT).capacity()).isEqualTo(READ_BUFFER);
    assertThat(loop.usedBytes()).isLessThan(3 * (READ + 1024) + READ_BUFFER);

    loop.pass(DELAY_MILLIS);
    assertThat(loop.usedBytes()).isLessThan(4 * (READ + 1024));
  }

  @Test
  void shouldWaitWhenAReaderHasNotTakenItYet() {
    print(OUT, 1);
    ByteBuf slice = kept.oldest(OUT).slice(0, 100);
    loop.pass(DELAY_MILLIS);
    assertThat(loop.usedBytes()).isEqualTo(READ_BUFFER);

    slice.release();
    loop.pass(2 * DELAY_MILLIS);

    assertThat(loop.usedBytes()).isLessThan(READ + 1024);
  }

  @Test
  void shouldSetNoTimerWhenThereIsLittleToGain() {
    ByteBuf read = loop.buffer(100);
    PrintedBytes.write(OUT, 0, 100, read);
    kept.append(OUT, read);
    read.release();
    compaction.consider();
    OutputBlock block = kept.oldest(OUT);

    int tasks = loop.pass(1_000_000);

    assertThat(tasks).isZero();
    assertThat(kept.oldest(OUT)).isSameAs(block);
  }

  @Test
  void shouldSetNoTimerWhenAllIsCompacted() {
    print(OUT, 5);

    assertThat(loop.pass(DELAY_MILLIS)).isPositive();
    assertThat(loop.pass(DELAY_MILLIS)).isPositive();
    assertThat(loop.pass(1_000_000)).isZero();
  }

  private void print(StreamType stream, int reads) {
    for (int i = 0; i < reads; i++) {
      ByteBuf read = loop.buffer(READ_BUFFER);
      PrintedBytes.write(stream, kept.to(stream), READ, read);
      kept.append(stream, read);
      read.release();
      compaction.consider();
    }
  }

  private void assertHas(StreamType stream, long bytes) {
    long to = 0;
    for (OutputBlock one = kept.oldest(stream); one != null; one = one.next()) {
      ByteBuf slice = one.slice(one.offset(), Integer.MAX_VALUE);
      assertThat(one.offset()).isEqualTo(to);
      assertThat(PrintedBytes.matches(stream, to, slice)).isTrue();
      slice.release();
      to = one.end();
    }
    assertThat(to).isEqualTo(bytes);
  }
}
