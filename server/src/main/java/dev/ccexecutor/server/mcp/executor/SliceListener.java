package dev.ccexecutor.server.mcp.executor;

import dev.ccexecutor.protocol.client.ClientException;
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
  private final boolean wholeCharacters;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final CompletableFuture<Void> usable = new CompletableFuture<>();
  private final FruitlessConnections fruitless = new FruitlessConnections();
  private ProcessGap gap;

  /**
   * What to gather.
   *
   * @param enoughBytes with which it is done, at least 1
   * @param mostBytes that it holds
   * @param wholeCharacters whether the first part of a character alone is of no use
   */
  SliceListener(StreamType stream, int enoughBytes, int mostBytes, boolean wholeCharacters) {
    this.stream = stream;
    this.wholeCharacters = wholeCharacters;
    this.enoughBytes = enoughBytes;
    this.mostBytes = mostBytes;
  }

  /** Completes when there is enough, when there is a gap, or when no more will come. */
  CompletableFuture<Void> done() {
    return done;
  }

  /** As {@link #done}, and by then there is a whole character, where that is asked for. */
  CompletableFuture<Void> usable() {
    return usable;
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
    fruitless.read();
    if (chunk.stream() == stream && !usable.isDone()) {
      byte[] bytes = chunk.bytes();
      gathered.write(bytes, 0, Math.min(bytes.length, mostBytes - gathered.size()));
    }
    chunk.release();
    if (gathered.size() >= enoughBytes) {
      done.complete(null);
      if (gathered.size() >= mostBytes || !isPartOfCharacter()) {
        usable.complete(null);
      }
    }
  }

  private boolean isPartOfCharacter() {
    int size = gathered.size();
    return wholeCharacters
        && size < Utf8Text.MAX_CHARACTER_BYTES
        && Utf8Text.isPartOfCharacter(gathered.toByteArray(), 0, size);
  }

  @Override
  public synchronized void onGap(ProcessGap missing) {
    if (missing.type() == stream && !usable.isDone()) {
      gap = missing;
      done.complete(null);
      usable.complete(null);
    }
  }

  @Override
  public void onCompleted(ProcessCompleted end) {
    done.complete(null);
    usable.complete(null);
  }

  @Override
  public synchronized void onReconnecting(ClientException cause) {
    if (fruitless.lost()) {
      onFailed(cause);
    }
  }

  @Override
  public void onFailed(Throwable cause) {
    done.completeExceptionally(cause);
    usable.completeExceptionally(cause);
  }
}
