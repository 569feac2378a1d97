package dev.ccexecutor.server.execution.input;

import dev.ccexecutor.server.execution.input.InputAnswer.Verdict;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.channel.unix.FileDescriptor;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The input side of one execution: takes pieces from clients at once, or refuses them, and has what
 * was taken written as fast as the child reads.
 *
 * <p><b>Order.</b> A piece may be written once everything was done that was asked for before it. So
 * each is released by a task in the queue in which controls also are. One task is enough for all
 * pieces between two controls, so a flood of pieces makes no queue of tasks.
 */
public final class ExecutionInput {
  private final InputBuffer buffer;
  private final Executor inOrder;
  private final Consumer<InputState> onChange;
  private final AtomicBoolean tellingRequested = new AtomicBoolean();

  /** The last release that is under way, if pieces may still join it; guarded by this. */
  private Release joinable;

  /** Null until the child runs, and where it has no input. */
  private StdinWriter writer;

  private boolean closingTold;

  /**
   * @param inOrder runs tasks on the reader loop, in order with controls, once the child runs
   * @param onChange hears on the reader loop what the clients should know: that a piece without an
   *     answer was dropped, that there is room again, that nothing is taken any more
   */
  private ExecutionInput(InputBuffer buffer, Executor inOrder, Consumer<InputState> onChange) {
    this.buffer = buffer;
    this.inOrder = inOrder;
    this.onChange = onChange;
  }

  /** Of a child that reads what clients write. */
  public static ExecutionInput open(
      ReaderLoop loop,
      long capacityBytes,
      EndOfInput endOfInput,
      Executor inOrder,
      Consumer<InputState> onChange) {
    InputBuffer buffer = new InputBuffer(capacityBytes, endOfInput, loop.allocator());
    return new ExecutionInput(buffer, inOrder, onChange);
  }

  /** Of a child that reads nothing. */
  public static ExecutionInput none(Executor inOrder, Consumer<InputState> onChange) {
    return new ExecutionInput(InputBuffer.closed(), inOrder, onChange);
  }

  /** Takes a piece whose sender is told by the answer. Any thread. */
  public synchronized InputAnswer write(InputPiece piece) {
    InputBuffer.Position before = buffer.position();
    try {
      return buffer.take(piece);
    } finally { // Where there was no memory for all of it, some may have been taken.
      InputBuffer.Position now = buffer.position();
      if (!now.equals(before)) {
        release(now);
      }
    }
  }

  /** Takes a piece whose sender is told by a notification if it is dropped. Any thread. */
  public void writeUnanswered(InputPiece piece) {
    Verdict verdict = write(piece).verdict();
    boolean dropped = verdict != Verdict.TAKEN && verdict != Verdict.ENDED;
    if (dropped && tellingRequested.compareAndSet(false, true)) {
      inOrder.execute(this::tellDropped);
    }
  }

  /** Nothing comes any more. Any thread. */
  public InputAnswer end() {
    return write(InputPiece.end());
  }

  /**
   * Has a control carried out after what was taken before it, and before what is taken from now on.
   * Any thread.
   */
  public synchronized void runInOrder(Runnable control) {
    joinable = null;
    inOrder.execute(control);
  }

  /** With the monitor held, so that nobody's control comes in between. */
  private void release(InputBuffer.Position upTo) {
    if (joinable == null) {
      joinable = new Release();
      inOrder.execute(joinable);
    }
    joinable.upTo = upTo;
  }

  /**
   * The child runs; takes over our end of its input, or null where it has none.
   *
   * @param executionId for the log
   */
  @RunsOn(ThreadRole.READER_LOOP)
  public void start(ReaderLoop loop, String executionId, FileDescriptor stdin) {
    if (stdin != null) {
      writer = new StdinWriter(loop, executionId, stdin, buffer, new Telling());
      writer.register();
    }
  }

  /** The execution is over, or was never begun: gives everything back. */
  @RunsOn(ThreadRole.READER_LOOP)
  public void close() {
    boolean hadReader = writer != null;
    if (hadReader) {
      writer.close();
    }
    buffer.over();
    if (hadReader) {
      tellClosed();
    }
  }

  private void tellDropped() {
    tellingRequested.set(false); // Before the look: what is dropped after it is told once more.
    if (!buffer.isOver()) {
      onChange.accept(buffer.state());
    }
  }

  private void tellClosed() {
    if (!closingTold) {
      closingTold = true;
      onChange.accept(buffer.state());
    }
  }

  /** Lets the writer write what was taken up to now, or a little later. */
  private final class Release implements Runnable {
    /** Guarded by the input. */
    private InputBuffer.Position upTo;

    @Override
    public void run() {
      InputBuffer.Position released;
      synchronized (ExecutionInput.this) {
        if (joinable == this) {
          joinable = null;
        }
        released = upTo;
      }
      if (writer != null) {
        writer.release(released);
      }
    }
  }

  private final class Telling implements StdinWriter.Listener {
    @Override
    public void roomAgain() {
      onChange.accept(buffer.state());
    }

    @Override
    public void ended() {
      tellClosed();
    }

    @Override
    public void readerGone() {
      buffer.readerGone();
      tellClosed();
    }
  }
}
