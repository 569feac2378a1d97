package dev.ccexecutor.server.execution.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.WhenFull;
import dev.ccexecutor.server.execution.spool.PrintedBytes;
import dev.ccexecutor.server.execution.spool.ScriptedSpool;
import dev.ccexecutor.server.execution.spool.SpoolRefusal;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutputLogTest {
  private static final int READ_BYTES = 64 * 1024;
  private static final int HELD_BYTES = 100_000;
  private static final long SEGMENT_BYTES = 10_000;
  private static final int ALL = Integer.MAX_VALUE;

  private final ManualReaderLoop loop = new ManualReaderLoop();
  private OutputLog log;
  private ScriptedSpool spool;
  private int timesOfRoom;

  @AfterEach
  void closeLoop() {
    loop.close();
  }

  @Test
  void shouldResumeThePipeThatWaitsWhenAnotherOneFoundRoomBeforeIt() {
    open(SpoolMode.OFF, WhenFull.BLOCK, 0);
    ModelReader owner = own(acknowledging(HELD_BYTES));
    print(HELD_BYTES);
    assertThat(log.parkIfFull()).isTrue();

    owner.drain(ALL);
    owner.acknowledgeAll();
    assertThat(log.parkIfFull()).as("for the other pipe").isFalse();
    loop.run();

    assertThat(timesOfRoom).isEqualTo(1);
    owner.closeQueue();
  }

  @Test
  void shouldFillAWindowWhenAGapLiesInIt() {
    open(SpoolMode.OFF, WhenFull.DROP_OLDEST, 0);
    ModelReader owner = own(dropping(4096));
    print(4096);
    owner.drain(ALL);
    print(10 * READ_BYTES);

    assertThat(owner.acknowledge(StreamType.STDOUT, 1000)).isTrue();
    loop.run();
    owner.drain(ALL);

    assertThat(owner.gapBytes()).isPositive();
    assertThat(owner.acknowledgeFullWindow()).as("window is full").isTrue();
    owner.closeQueue();
  }

  @Test
  void shouldGoOnReadingWhenTheReaderIsToldOfAGapInsteadOfWhatThePipesWaitedFor() {
    open(SpoolMode.ALL, WhenFull.BLOCK, 0);
    ModelReader former = own(sending(READ_BYTES));
    print(200_000);
    former.drain(ALL);
    work();
    spool.refuseNext(SpoolRefusal.EXECUTION_LIMIT);
    print(1000);
    work();
    spool.failReads(true);
    ModelReader owner = own(acknowledging(HELD_BYTES));
    assertThat(log.parkIfFull()).isTrue();

    work();

    assertThat(timesOfRoom).isEqualTo(1);
    owner.drain(ALL);
    assertThat(owner.gapBytes()).isPositive();
    owner.closeQueue();
    former.closeQueue();
  }

  @Test
  void shouldGoOnReadingWhenAnObserverIsToldOfAGapInsteadOfWhatThePipesWaitedFor() {
    open(SpoolMode.ALL, WhenFull.BLOCK, 0);
    ModelReader owner = own(sending(READ_BYTES));
    print(200_000);
    takeAll(owner);
    spool.refuseNext(SpoolRefusal.EXECUTION_LIMIT);
    print(1000);
    takeAll(owner);
    spool.failReads(true);
    ModelReader observer =
        new ModelReader(loop.loop(), log, acknowledging(HELD_BYTES), false, 0, 0);
    log.advance();
    assertThat(log.parkIfFull()).isTrue();

    work();

    assertThat(timesOfRoom).isEqualTo(1);
    observer.closeQueue();
    owner.closeQueue();
  }

  @Test
  void shouldKeepTheNewestWhenTheWindowIsSmallerThanOneRead() {
    open(SpoolMode.OFF, WhenFull.DROP_OLDEST, 0);
    ModelReader owner = own(dropping(4096));

    print(20 * READ_BYTES);

    long newest = log.to(StreamType.STDOUT) - 1;
    assertThat(log.firstAvailable(StreamType.STDOUT, newest)).isEqualTo(newest);
    assertThat(log.keptBytes()).isLessThanOrEqualTo(4L * READ_BYTES);
    owner.closeQueue();
  }

  @Test
  void shouldKeepTheNewestWhenAllThatMayBeIsUnderWay() {
    open(SpoolMode.OFF, WhenFull.DROP_OLDEST, 0);
    ModelReader owner = own(dropping(4 * READ_BYTES));

    print(20 * READ_BYTES + 1);

    long newest = 19 * READ_BYTES + 1;
    assertThat(log.firstAvailable(StreamType.STDOUT, newest)).isEqualTo(newest);
    assertThat(log.firstAvailable(StreamType.STDOUT, 0)).isZero();
    assertThat(log.keptBytes()).isLessThanOrEqualTo(7L * READ_BYTES);
    owner.closeQueue();
  }

  @Test
  void shouldHoldLittleInMemoryWhenTheReplayWasNotOnDiskYet() {
    open(SpoolMode.OVERFLOW, WhenFull.BLOCK, 3 * READ_BYTES);
    ModelReader owner = own(acknowledging(HELD_BYTES));
    print(2 * READ_BYTES);
    takeAll(owner);

    for (int i = 0; i < 100; i++) {
      print(READ_BYTES);
      work();
    }

    assertThat(log.keptBytes()).isLessThanOrEqualTo(HELD_BYTES + READ_BYTES);
    assertThat(log.rangeOf(StreamType.STDOUT).from()).isZero();
    owner.closeQueue();
  }

  @Test
  void shouldDeleteWhatWasTakenWhenTheDiskTakesNothingMore() {
    open(SpoolMode.OVERFLOW, WhenFull.BLOCK, READ_BYTES);
    ModelReader owner = own(acknowledging(HELD_BYTES));
    print(8 * READ_BYTES);
    work();
    spool.refuseNext(SpoolRefusal.DISK_FULL);
    print(1000);
    work();

    takeAll(owner);
    log.advance();

    assertThat(spool.firstAvailable(StreamType.STDOUT, 0)).isGreaterThanOrEqualTo(6L * READ_BYTES);
    owner.closeQueue();
  }

  @Test
  void shouldNotOfferWhatAFileMayLoseWhenTheNextOneBegins() {
    open(SpoolMode.OVERFLOW, WhenFull.BLOCK, 0);
    ModelReader owner = own(acknowledging(HELD_BYTES));
    print(4 * READ_BYTES);
    work();

    takeAll(owner);
    log.advance();

    assertThat(spool.firstAvailable(StreamType.STDOUT, 0)).isLessThan(4L * READ_BYTES);
    assertThat(log.rangeOf(StreamType.STDOUT).from()).isEqualTo(4L * READ_BYTES);
    owner.closeQueue();
  }

  @Test
  void shouldGiveTheOwnerItsDueWhenNobodyElseMayAttachAnyMore() {
    open(SpoolMode.OFF, WhenFull.BLOCK, 8 * READ_BYTES);
    ModelReader former = own(acknowledging(HELD_BYTES));
    for (int i = 0; i < 5; i++) {
      print(READ_BYTES);
      takeAll(former);
    }
    ModelReader owner = own(acknowledging(4096));

    log.discard();
    for (int i = 0; i < 1000; i++) {
      takeAll(owner);
    }

    assertThat(owner.received(StreamType.STDOUT).to()).isEqualTo(5L * READ_BYTES);
    assertThat(owner.gapBytes()).isZero();
    former.closeQueue();
    owner.closeQueue();
    log.close(owner.feed());
    assertThat(loop.usedBytes()).isZero();
  }

  @Test
  void shouldReadOnWhenAllIsClosedWhileTheDiskIsBusy() {
    open(SpoolMode.ALL, WhenFull.BLOCK, 0);
    ModelReader owner = own(acknowledging(HELD_BYTES));
    print(2_000_000);
    assertThat(log.parkIfFull()).as("waits for the disk").isTrue();
    owner.closeQueue();

    log.close();
    print(2_000_000);

    assertThat(log.parkIfFull()).isFalse();
    assertThat(timesOfRoom).isEqualTo(1);
    assertThat(log.keptBytes()).isZero();
    assertThat(spool.faults()).isEmpty();
    work();
    assertThat(loop.usedBytes()).isZero();
  }

  @Test
  void shouldTellTheTrueRangeWhenTheEndDeletesWhatWasTaken() {
    open(SpoolMode.OVERFLOW, WhenFull.BLOCK, 0);
    ModelReader owner = own(acknowledging(HELD_BYTES));
    print(4 * READ_BYTES);
    work();
    takeAll(owner);
    StreamType.OUTPUTS.forEach(log::end);

    log.seal(ModelRun.END, transcript -> log.complete(ModelRun.END));
    work();
    owner.drain(ALL);

    assertThat(owner.isComplete()).isTrue();
    long from = log.rangeOf(StreamType.STDOUT).from();
    assertThat(log.firstAvailable(StreamType.STDOUT, from)).isEqualTo(from);
    owner.closeQueue();
  }

  @Test
  void shouldGiveAllThatAnotherServerHasLeftAsOftenAsItIsAskedFor() {
    OutputLog.Retention retention = new OutputLog.Retention(0, WhenFull.BLOCK, SpoolMode.OVERFLOW);
    log = new OutputLog(loop.loop(), "e", retention, () -> timesOfRoom++);
    spool = new ScriptedSpool(SpoolMode.OVERFLOW, loop.loop(), log.spoolListener(), 10, null);
    spool.append(StreamType.STDOUT, 0, printed(0, READ_BYTES));
    work();
    log.restore(ModelRun.END, READ_BYTES, 0, spool);

    for (int times = 0; times < 2; times++) {
      ModelReader owner = own(acknowledging(HELD_BYTES));
      takeAll(owner);
      assertThat(owner.isComplete()).isTrue();
      assertThat(owner.received(StreamType.STDOUT).to()).isEqualTo(READ_BYTES);
      assertThat(owner.gapBytes()).isZero();
      owner.closeQueue();
      log.close(owner.feed());
    }

    assertThat(log.rangeOf(StreamType.STDOUT).from()).isZero();
    log.discard();
    assertThat(spool.deletions()).isEqualTo(1);
  }

  private ByteBuf printed(long offset, int count) {
    ByteBuf read = loop.buffer(READ_BYTES);
    PrintedBytes.write(StreamType.STDOUT, offset, count, read);
    return read;
  }

  private void open(SpoolMode mode, WhenFull whenFull, long replayBytes) {
    OutputLog.Retention retention = new OutputLog.Retention(replayBytes, whenFull, mode);
    log = new OutputLog(loop.loop(), "e", retention, () -> timesOfRoom++);
    if (mode != SpoolMode.OFF) {
      spool = new ScriptedSpool(mode, loop.loop(), log.spoolListener(), SEGMENT_BYTES, null);
      log.open(spool);
    }
  }

  private static FeedTerms acknowledging(long windowBytes) {
    return new FeedTerms(true, false, true, windowBytes, WhenFull.BLOCK);
  }

  private static FeedTerms dropping(long windowBytes) {
    return new FeedTerms(true, false, true, windowBytes, WhenFull.DROP_OLDEST);
  }

  private static FeedTerms sending(long queueBytes) {
    return new FeedTerms(true, false, false, queueBytes, WhenFull.BLOCK);
  }

  /** Owns it, from the oldest that is kept on. */
  private ModelReader own(FeedTerms terms) {
    long from = log.firstAvailable(StreamType.STDOUT, 0);
    ModelReader owner = new ModelReader(loop.loop(), log, terms, true, from, 0);
    log.advance();
    return owner;
  }

  /** Prints to stdout in reads of a pipe, whether or not that should be waited with. */
  private void print(int count) {
    for (int left = count; left > 0; left -= READ_BYTES) {
      int bytes = Math.min(left, READ_BYTES);
      ByteBuf read = printed(log.to(StreamType.STDOUT), bytes);
      log.append(StreamType.STDOUT, read);
      read.release();
      log.parkIfFull();
    }
    log.flush();
  }

  /** The disk does all that it was asked for, and the loop hears of it. */
  private void work() {
    loop.run();
    while (spool != null && spool.work()) {
      loop.run();
    }
  }

  /** The client takes and acknowledges what it can have now. */
  private void takeAll(ModelReader reader) {
    boolean progress = true;
    while (progress) {
      work();
      boolean drained = reader.drain(ALL);
      progress = reader.acknowledgeAll() || drained;
    }
  }
}
