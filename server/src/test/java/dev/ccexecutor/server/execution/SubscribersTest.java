package dev.ccexecutor.server.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.protocol.execution.AttachMode;
import dev.ccexecutor.protocol.execution.HookWarning;
import dev.ccexecutor.protocol.execution.ProcessDetached;
import dev.ccexecutor.protocol.execution.ProcessExited;
import dev.ccexecutor.protocol.execution.ProcessProgress;
import dev.ccexecutor.protocol.execution.ProcessStarted;
import dev.ccexecutor.protocol.execution.ProcessStateChange;
import dev.ccexecutor.protocol.execution.ProcessStdin;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StreamOffsets;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.WhenFull;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.server.execution.output.ExecutionOutput;
import dev.ccexecutor.server.execution.output.FeedTerms;
import dev.ccexecutor.server.execution.output.ManualReaderLoop;
import dev.ccexecutor.server.execution.output.OutputItem;
import dev.ccexecutor.server.execution.output.OutputLog;
import dev.ccexecutor.server.execution.output.OutputQueue;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SubscribersTest {
  private static final int READ_BYTES = 64 * 1024;
  private static final long CAPACITY_BYTES = 1L << 30;
  private static final FeedTerms TERMS = terms(4);

  private final ManualReaderLoop loop = new ManualReaderLoop();
  private final ExecutionOutput output =
      new ExecutionOutput(
          loop.loop(),
          "e",
          new OutputLog.Retention(0, WhenFull.BLOCK, SpoolMode.OFF),
          () -> {},
          () -> {});
  private final OutputLog log = output.log();
  private final ExecutionCapacity capacity = new ExecutionCapacity(1, CAPACITY_BYTES);
  private final Subscribers subscribers =
      new Subscribers("e1", log, new AttachmentMemory(capacity));
  private final OutputQueue starting = newQueue();
  private final OutputQueue observing = newQueue();
  private final OutputQueue attaching = newQueue();

  @AfterEach
  void shouldGiveAllBack() {
    log.close();
    starting.close();
    observing.close();
    attaching.close();
    assertThat(loop.usedBytes()).isZero();
    loop.close();
  }

  @ParameterizedTest
  @EnumSource(AttachMode.class)
  void shouldGiveAllThatWasKeptForAnObserverWhenItsConnectionAttachesAnew(AttachMode mode)
      throws Exception {
    subscribers.addStarter(new Silent("one"), starting, TERMS);
    subscribers.attach(request(AttachMode.OBSERVE), new Silent("other"), observing);
    for (int i = 0; i < 2; i++) {
      print();
    }
    starting.released(StreamType.STDOUT, 2L * READ_BYTES);

    subscribers.attach(request(mode), new Silent("other"), attaching);
    log.advance();

    assertThat(attaching.peek())
        .isInstanceOfSatisfying(
            OutputItem.Chunk.class, chunk -> assertThat(chunk.offset()).isZero());
    assertThat(attaching.queuedBytes()).isEqualTo(2L * READ_BYTES);
  }

  @Test
  void shouldTellNobodyOfOutputBeforeTheLogAdvances() throws Exception {
    boolean[] woken = new boolean[1];
    OutputQueue queue = new OutputQueue(READ_BYTES, () -> woken[0] = true, () -> {});
    subscribers.addStarter(new Silent("one"), starting, TERMS);
    print();

    subscribers.attach(request(AttachMode.TAKE), new Silent("one"), queue);
    assertThat(woken[0]).isFalse();
    log.advance();

    assertThat(woken[0]).isTrue();
    queue.close();
  }

  @ParameterizedTest
  @CsvSource({"TAKE, 33", "OBSERVE, 37"})
  void shouldReserveWhatAnObserverHadHeldWhenAnotherBeginsWithIt(AttachMode mode, int reads)
      throws Exception {
    subscribers.addStarter(new Silent("one"), starting, TERMS);
    Silent observer = new Silent("other");
    subscribers.attach(request(AttachMode.OBSERVE, terms(64)), observer, observing);
    for (int i = 0; i < 40; i++) {
      print();
    }
    starting.released(StreamType.STDOUT, 40L * READ_BYTES);
    log.advance();
    subscribers.attach(request(mode), new Silent("third"), attaching);
    observing.close();
    subscribers.leave(observer);

    assertThat(log.keptBytes()).isEqualTo(40L * READ_BYTES);
    // The newest three reads are the execution's own, as is how far the starter could lag behind.
    long elsewhere = CAPACITY_BYTES - (long) reads * READ_BYTES;
    capacity.exchange(0, elsewhere);
    assertThatThrownBy(() -> capacity.exchange(0, 1)).isInstanceOf(JsonRpcException.class);
  }

  @Test
  void shouldReserveNoMoreForAnOwnerThatBeginsWithWhatIsKeptAnyway() throws Exception {
    subscribers.addStarter(new Silent("one"), starting, TERMS);
    for (int i = 0; i < 6; i++) {
      print();
    }

    subscribers.attach(request(AttachMode.TAKE), new Silent("other"), attaching);

    capacity.exchange(0, CAPACITY_BYTES);
  }

  private static AttachRequest request(AttachMode mode) {
    return request(mode, TERMS);
  }

  private static AttachRequest request(AttachMode mode, FeedTerms terms) {
    return new AttachRequest(mode, new StreamOffsets(0L, 0L), Optional.empty(), terms);
  }

  private static FeedTerms terms(int reads) {
    return new FeedTerms(true, false, false, (long) reads * READ_BYTES, WhenFull.BLOCK);
  }

  private static OutputQueue newQueue() {
    return new OutputQueue(TERMS.queueBytes(), () -> {}, () -> {});
  }

  private void print() {
    ByteBuf read = loop.buffer(READ_BYTES).writeZero(READ_BYTES);
    output.read(StreamType.STDOUT, read);
    read.release();
  }

  /** A subscriber that does nothing about what it hears. */
  private record Silent(Object connection) implements Subscriber {
    @Override
    public Claim claim() {
      return null;
    }

    @Override
    public void detached(ProcessDetached detached) {}

    @Override
    public void started(ProcessStarted started) {}

    @Override
    public void changed(ProcessStateChange change) {}

    @Override
    public void progress(ProcessProgress progress) {}

    @Override
    public void exited(ProcessExited exited) {}

    @Override
    public void stdin(ProcessStdin stdin) {}

    @Override
    public void warned(HookWarning warning) {}

    @Override
    public void nothingFollows() {}
  }
}
