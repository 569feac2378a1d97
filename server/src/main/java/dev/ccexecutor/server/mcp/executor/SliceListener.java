package dev.ccexecutor.server.mcp.executor;

import dev.ccexecutor.protocol.client.ExecutionListener;
import dev.ccexecutor.protocol.client.OutputChunk;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessGap;
import dev.ccexecutor.protocol.execution.StreamType;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;

/** Gathers some bytes of one stream, and drops what comes beside and after them. */
final class SliceListener implements ExecutionListener {
  private final StreamType stream;
  private final int enoughBytes;
  private final int mostBytes;
  private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private ProcessGap gap;

  /**
   * What to gather.
   *
   * @param enoughBytes with which it is done, at least 1
   * @param mostBytes that it holds
   */
  SliceListener(StreamType stream, int enoughBytes, int mostBytes) {
    this.stream = stream;
    this.enoughBytes = enoughBytes;
    this.mostBytes = mostBytes;
  }

  /** Completes when there is enough, when there is a gap, or when no more will come. */
  CompletableFuture<Void> done() {
    return done;
  }

  /** What there is so far. */
  synchronized byte[] bytes() {
    return gathered.toByteArray();
  }

  /** Why there are no more, if bytes are missing behind these; else null. */
  synchronized ProcessGap gap() {
    return gap;
  }

  @Override
  public synchronized void onOutput(OutputChunk chunk) {
    if (chunk.stream() == stream && !done.isDone()) {
      byte[] bytes = chunk.bytes();
      gathered.write(bytes, 0, Math.min(bytes.length, mostBytes - gathered.size()));
    }
    chunk.release();
    if (gathered.size() >= enoughBytes) {
      done.complete(null);
    }
  }

  @Override
  public synchronized void onGap(ProcessGap missing) {
    if (missing.type() == stream && !done.isDone()) {
      gap = missing;
      done.complete(null);
    }
  }

  @Override
  public void onCompleted(ProcessCompleted end) {
    done.complete(null);
  }

  @Override
  public void onFailed(Throwable cause) {
    done.completeExceptionally(cause);
  }
}
