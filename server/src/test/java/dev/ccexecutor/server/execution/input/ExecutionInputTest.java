package dev.ccexecutor.server.execution.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.execution.loop.ReaderLoops;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.unix.FileDescriptor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With a real loop and a real pipe; the tasks that wait for their turn are run by the test. */
@Timeout(30)
class ExecutionInputTest {
  private static final int CAPACITY_BYTES = 1024;

  private final ReaderLoops loops = new ReaderLoops(1, ByteBufAllocator.DEFAULT);
  private final ReaderLoop loop = loops.next();
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final List<InputState> told = new CopyOnWriteArrayList<>();
  private final ExecutionInput input =
      ExecutionInput.open(loop, CAPACITY_BYTES, EndOfInput.CLOSES, waiting::add, told::add);
  private FileDescriptor readEnd;
  private FileDescriptor writeEnd;

  @BeforeEach
  void openPipe() throws Exception {
    FileDescriptor[] pipe = FileDescriptor.pipe(); // Both ends of it are non-blocking.
    readEnd = pipe[0];
    writeEnd = pipe[1];
    onLoop(() -> input.start(loop, "e", writeEnd));
  }

  @AfterEach
  void close() throws Exception {
    onLoop(input::close);
    assertThat(writeEnd.isOpen()).isFalse();
    if (readEnd.isOpen()) {
      readEnd.close();
    }
    loops.close();
  }

  private void onLoop(Runnable action) throws Exception {
    loop.eventLoop().submit(action).get();
  }

  private void runNextTask() throws Exception {
    onLoop(waiting.remove());
  }

  private String read() throws Exception {
    ByteBuffer bytes = ByteBuffer.allocateDirect(2 * CAPACITY_BYTES);
    int count = readEnd.read(bytes, 0, bytes.capacity());
    byte[] read = new byte[Math.max(0, count)];
    bytes.get(read);
    return new String(read, StandardCharsets.UTF_8);
  }

  private static InputPiece piece(String text) {
    return new InputPiece(
        OptionalLong.empty(),
        Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8)),
        InputPiece.Cut.NOWHERE,
        false);
  }

  @Test
  void shouldWriteNothingAheadOfAControlThatWasAskedForBefore() throws Exception {
    Queue<String> readAtControl = new ArrayDeque<>();
    input.write(piece("before"));
    input.runInOrder(() -> readAtControl.add("controlled"));
    input.write(piece("after"));
    input.end();

    runNextTask();
    assertThat(read()).isEqualTo("before");
    runNextTask();
    assertThat(readAtControl).containsExactly("controlled");
    assertThat(read()).isEmpty();
    runNextTask();
    assertThat(read()).isEqualTo("after");
    assertThat(waiting).isEmpty();
    assertThat(writeEnd.isOpen()).isFalse();
  }

  @Test
  void shouldMakeOneTaskWhenPiecesComeFasterThanTheLoop() {
    for (int i = 0; i < CAPACITY_BYTES; i++) {
      input.write(piece("x"));
    }

    assertThat(waiting).hasSize(1);
  }

  @Test
  void shouldMakeOneTaskWhenDroppedPiecesComeFasterThanTheLoop() throws Exception {
    for (int i = 0; i < 1000; i++) {
      input.writeUnanswered(piece("x".repeat(CAPACITY_BYTES + 1)));
    }

    assertThat(waiting).hasSize(1);
    runNextTask();
    assertThat(told).containsExactly(new InputState(0, CAPACITY_BYTES, true, 0));
    input.writeUnanswered(piece("x".repeat(CAPACITY_BYTES + 1)));
    assertThat(waiting).hasSize(1);
  }

  @Test
  void shouldTellNothingOfWhatWasDroppedWhenTheExecutionIsOver() throws Exception {
    input.writeUnanswered(piece("x".repeat(CAPACITY_BYTES + 1)));
    onLoop(input::close);
    told.clear();

    runNextTask();

    assertThat(told).isEmpty();
  }

  @Test
  void shouldTellThatItIsClosedOnceWhenTheReaderGoesWhileNothingIsWritten() throws Exception {
    readEnd.close();

    onLoop(() -> {}); // The registration is behind this,
    onLoop(() -> {}); // and its first event too.
    awaitTold(1);
    onLoop(input::close);
    assertThat(told).containsExactly(new InputState(0, 0, false, 0));
  }

  @Test
  void shouldTellWhatWasNotWrittenWhenItIsClosed() throws Exception {
    input.write(piece("never released"));

    onLoop(input::close);

    assertThat(told).containsExactly(new InputState(14, 0, false, 14));
    waiting.clear();
  }

  private void awaitTold(int count) throws Exception {
    while (told.size() < count) {
      onLoop(() -> {});
    }
  }
}
