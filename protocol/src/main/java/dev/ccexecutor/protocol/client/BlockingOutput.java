package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessGap;
import dev.ccexecutor.protocol.execution.StreamType;
import java.io.InputStream;

/**
 * Output for threads that block: two streams, each for one reader on a thread of its own, never the
 * client's event loop. What is not yet read stays within the execution's window, so a slow reader
 * slows the child down; the window is one for both streams, so both must be read, or be closed.
 *
 * <p>A read returns -1 after the last byte of an execution that completed. It throws an {@link
 * java.io.IOException} where bytes will not come (the next read goes on behind them), where no more
 * will come though there may be more, with the {@link ClientException} as its cause, and after
 * {@code close}. To close a stream throws away what it has and what follows.
 *
 * <p>Who wants to hear more than output calls it from a listener of their own, {@link #onCompleted}
 * and {@link #onFailed} included: without these no read ever ends.
 */
public final class BlockingOutput implements ExecutionListener {

  private final ChunkInputStream stdout = new ChunkInputStream();
  private final ChunkInputStream stderr = new ChunkInputStream();

  /** What the execution writes to its standard output; all of it under a terminal. */
  public InputStream stdout() {
    return stdout;
  }

  /** What the execution writes to its standard error. */
  public InputStream stderr() {
    return stderr;
  }

  @Override
  public void onOutput(OutputChunk chunk) {
    of(chunk.stream()).add(chunk);
  }

  @Override
  public void onGap(ProcessGap gap) {
    of(gap.type())
        .addGap(
            "the bytes from "
                + gap.from()
                + " to "
                + gap.to()
                + " will not come: "
                + gap.reason().wireName());
  }

  @Override
  public void onCompleted(ProcessCompleted end) {
    stdout.end(null);
    stderr.end(null);
  }

  @Override
  public void onFailed(Throwable cause) {
    stdout.end(cause);
    stderr.end(cause);
  }

  private ChunkInputStream of(StreamType type) {
    return type == StreamType.STDERR ? stderr : stdout;
  }
}
