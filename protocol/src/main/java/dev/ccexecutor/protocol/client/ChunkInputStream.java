package dev.ccexecutor.protocol.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;

/**
 * One stream of output for a thread that blocks. Chunks come on the client's loop, which only puts
 * them into a queue; each is released when its last byte was read. The queue is bounded by the
 * execution's window.
 */
final class ChunkInputStream extends InputStream {

  /** What comes next: a chunk, or why the bytes at this place will not come. */
  private record Piece(OutputChunk chunk, String missing) {}

  private final Queue<Piece> pieces = new ArrayDeque<>();
  private boolean ended;
  private boolean closed;
  private Throwable failure;

  /** The loop: a chunk becomes this stream's. */
  void add(OutputChunk chunk) {
    if (!offer(new Piece(chunk, null))) {
      chunk.release();
    }
  }

  /** The loop: bytes will not come. */
  void addGap(String description) {
    offer(new Piece(null, description));
  }

  private synchronized boolean offer(Piece piece) {
    if (!closed) {
      pieces.add(piece);
      notifyAll();
    }
    return !closed;
  }

  /**
   * The loop: nothing follows.
   *
   * @param cause null where all has come
   */
  synchronized void end(Throwable cause) {
    ended = true;
    failure = cause;
    notifyAll();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    Objects.checkFromIndexSize(from, length, target.length);
    if (length == 0) {
      return 0;
    }
    Piece first = awaitFirst();
    if (first == null) {
      return -1;
    }
    if (first.chunk() == null) {
      removeFirst();
      throw new IOException(first.missing());
    }
    return copy(first.chunk(), target, from, length);
  }

  private int copy(OutputChunk chunk, byte[] target, int from, int length) {
    int count = Math.min(length, chunk.content().readableBytes());
    chunk.content().readBytes(target, from, count);
    if (!chunk.content().isReadable()) {
      removeFirst();
      chunk.release();
    }
    return count;
  }

  /** Null at the end. */
  private synchronized Piece awaitFirst() throws IOException {
    while (pieces.isEmpty() && !ended && !closed) {
      try {
        wait();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for output");
      }
    }
    if (closed) {
      throw new IOException("the stream is closed");
    }
    if (pieces.isEmpty() && failure != null) {
      throw new IOException(failure.getMessage(), failure);
    }
    return pieces.peek();
  }

  private synchronized void removeFirst() {
    pieces.poll();
  }

  @Override
  public synchronized int available() {
    Piece first = pieces.peek();
    return first == null || first.chunk() == null ? 0 : first.chunk().content().readableBytes();
  }

  @Override
  public synchronized void close() {
    closed = true;
    while (!pieces.isEmpty()) {
      OutputChunk chunk = pieces.remove().chunk();
      if (chunk != null) {
        chunk.release();
      }
    }
    notifyAll();
  }
}
