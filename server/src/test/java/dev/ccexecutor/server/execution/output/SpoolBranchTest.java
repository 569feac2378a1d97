package dev.ccexecutor.server.execution.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.spool.PrintedBytes;
import dev.ccexecutor.server.execution.spool.ScriptedSpool;
import dev.ccexecutor.server.execution.spool.SpoolRefusal;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpoolBranchTest {
  private static final int BLOCK_BYTES = 64 * 1024;
  private static final long NONE = -1;

  private final ManualReaderLoop loop = new ManualReaderLoop();
  private final KeptOutput kept =
      new KeptOutput(loop.loop().allocator(), loop.loop().counts().keptBytes());
  private SpoolBranch branch;
  private ScriptedSpool spool;
  private int progress;

  @AfterEach
  void shouldGiveAllBack() {
    kept.dropAll();
    work();
    assertThat(spool.faults()).isEmpty();
    assertThat(loop.usedBytes()).isZero();
    loop.close();
  }

  @Test
  void shouldWriteAllOfATranscriptFromTheFirstByteOn() {
    open(SpoolMode.ALL);

    print(StreamType.STDOUT, 3 * BLOCK_BYTES);
    print(StreamType.STDERR, 10);
    branch.pump();
    work();

    assertThat(kept.oldest(StreamType.STDOUT))
        .matches(branch::isWritten)
        .matches(branch::hasNoNeedOf);
    assertThat(branch.firstAvailable(StreamType.STDERR, 9)).isEqualTo(9);
    assertThat(branch.firstAvailable(StreamType.STDERR, 10)).isEqualTo(NONE);
    assertThat(progress).isPositive();
  }

  @Test
  void shouldWriteNothingOfAnOverflowBeforeItIsToBegin() {
    open(SpoolMode.OVERFLOW);

    print(StreamType.STDOUT, BLOCK_BYTES);
    branch.pump();
    work();

    assertThat(branch.firstAvailable(StreamType.STDOUT, 0)).isEqualTo(NONE);
    assertThat(branch.canTake()).isTrue();
  }

  @Test
  void shouldWriteAllThatIsInMemoryWhenItBegins() {
    open(SpoolMode.OVERFLOW);
    print(StreamType.STDOUT, 2 * BLOCK_BYTES);
    print(StreamType.STDERR, 10);

    branch.begin();
    work();

    assertThat(branch.firstAvailable(StreamType.STDOUT, 0)).isZero();
    assertThat(branch.firstAvailable(StreamType.STDERR, 0)).isZero();
  }

  @Test
  void shouldLeaveNoHoleWhenItBeginsAgainInABlockThatIsWrittenInPart() {
    open(SpoolMode.OVERFLOW);
    print(StreamType.STDOUT, 100);
    branch.begin();
    work();
    branch.pauseIfWritten();
    assertThat(branch.isActive()).isFalse();
    print(StreamType.STDOUT, 100);

    branch.begin();
    work();

    for (long offset = 0; offset < 200; offset++) {
      assertThat(branch.firstAvailable(StreamType.STDOUT, offset)).isEqualTo(offset);
    }
  }

  @Test
  void shouldNotWaitForWhatIsNoLongerInMemoryWhenItBegins() {
    open(SpoolMode.OVERFLOW);
    print(StreamType.STDOUT, 40 * BLOCK_BYTES);
    kept.dropAll();
    print(StreamType.STDERR, 10);

    branch.begin();
    work();

    assertThat(branch.isBehind()).isFalse();
    branch.pauseIfWritten();
    assertThat(branch.isActive()).isFalse();
  }

  @Test
  void shouldBeBehindWhenTheDiskHasMuchToDo() {
    open(SpoolMode.ALL);

    print(StreamType.STDOUT, 16 * BLOCK_BYTES);
    branch.pump();

    assertThat(branch.isBehind()).isTrue();
    assertThat(branch.hasNoNeedOf(kept.oldest(StreamType.STDOUT))).isFalse();
    work();
    assertThat(branch.isBehind()).isFalse();
  }

  @Test
  void shouldHandSingleBytesOnTogetherWhenTheDiskIsBusy() {
    open(SpoolMode.ALL);

    for (int i = 0; i < 20_000; i++) {
      print(i % 2 == 0 ? StreamType.STDOUT : StreamType.STDERR, 1);
      branch.pump();
    }

    assertThat(spool.mostPendingAppends()).isLessThan(100);
    work();
    assertThat(branch.firstAvailable(StreamType.STDOUT, 9_999)).isEqualTo(9_999);
    assertThat(branch.firstAvailable(StreamType.STDERR, 9_999)).isEqualTo(9_999);
  }

  @Test
  void shouldTryAgainAfterATimeThatGrowsWhenTheDiskIsFull() {
    open(SpoolMode.ALL);
    refuse(10);
    assertThat(branch.canTake()).isFalse();
    loop.pass(999);
    assertThat(branch.canTake()).isFalse();

    spool.refuseNext(SpoolRefusal.DISK_FULL);
    loop.pass(1);
    work();
    assertThat(branch.canTake()).as("refused again").isFalse();
    loop.pass(1_999);
    assertThat(branch.canTake()).isFalse();
    loop.pass(1);
    work();

    assertThat(branch.firstAvailable(StreamType.STDOUT, 0)).isZero();
  }

  @Test
  void shouldNotTryAgainWhenATranscriptIsAsLargeAsOneMayBe() {
    open(SpoolMode.ALL);
    spool.refuseNext(SpoolRefusal.EXECUTION_LIMIT);
    print(StreamType.STDOUT, 10);
    branch.pump();
    work();

    loop.pass(600_000);

    assertThat(branch.canTake()).isFalse();
  }

  @Test
  void shouldNotTryAgainWhenTheLastWasRefusedAfterTheEnd() {
    open(SpoolMode.ALL);
    print(StreamType.STDOUT, BLOCK_BYTES);
    AtomicBoolean sealed = new AtomicBoolean();
    branch.seal(ModelRun.END, transcript -> sealed.set(true));
    spool.refuseNext(SpoolRefusal.DISK_FULL);
    work();

    loop.pass(600_000);

    assertThat(sealed).isTrue();
    assertThat(branch.canTake()).isFalse();
    assertThat(branch.hasNoNeedOf(kept.oldest(StreamType.STDOUT))).isTrue();
  }

  @Test
  void shouldWriteAllThatIsThereBeforeItIsSealed() {
    open(SpoolMode.ALL);
    print(StreamType.STDOUT, 40 * BLOCK_BYTES);

    branch.seal(
        ModelRun.END,
        transcript -> assertThat(branch.firstAvailable(StreamType.STDOUT, 0)).isZero());
    work();

    long last = 40 * BLOCK_BYTES - 1;
    assertThat(branch.firstAvailable(StreamType.STDOUT, last)).isEqualTo(last);
  }

  @Test
  void shouldTakeNothingAndTryNothingWhenItIsClosed() {
    open(SpoolMode.OVERFLOW);
    branch.begin();
    refuse(10);

    branch.close();
    branch.close();
    loop.pass(600_000);

    assertThat(spool.deletions()).isEqualTo(1);
    assertThat(spool.closings()).isZero();
    assertThat(branch.canTake()).isFalse();
    assertThat(branch.isBehind()).isFalse();
  }

  @Test
  void shouldLeaveTheFilesOfATranscriptWhenItIsClosed() {
    open(SpoolMode.ALL);

    branch.close();

    assertThat(spool.deletions()).isZero();
    assertThat(spool.closings()).isEqualTo(1);
  }

  private void open(SpoolMode mode) {
    branch = new SpoolBranch(loop.loop(), mode, kept, () -> progress++);
    spool = new ScriptedSpool(mode, loop.loop(), branch, Long.MAX_VALUE, null);
    branch.open(spool);
  }

  private void print(StreamType stream, int count) {
    for (int left = count; left > 0; left -= BLOCK_BYTES) {
      int bytes = Math.min(left, BLOCK_BYTES);
      ByteBuf read = loop.buffer(bytes);
      PrintedBytes.write(stream, kept.to(stream), bytes, read);
      kept.append(stream, read);
      read.release();
    }
  }

  private void refuse(int bytes) {
    spool.refuseNext(SpoolRefusal.DISK_FULL);
    print(StreamType.STDOUT, bytes);
    branch.pump();
    work();
  }

  private void work() {
    loop.run();
    while (spool.work()) {
      loop.run();
    }
  }
}
