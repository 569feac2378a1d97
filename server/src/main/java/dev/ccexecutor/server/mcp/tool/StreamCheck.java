package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.protocol.client.ClientException;
import dev.ccexecutor.protocol.client.ExecutionListener;
import dev.ccexecutor.protocol.client.OutputChunk;
import dev.ccexecutor.protocol.execution.ProcessGap;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.mcp.executor.FruitlessConnections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;

/**
 * Counts the output that can be read, and takes its checksums. It belongs to the client's event
 * loop until the execution is over for it, and to whoever has waited for that then.
 */
final class StreamCheck implements ExecutionListener {
  private final Sums stdout = new Sums();
  private final Sums stderr = new Sums();

  /** For whoever wants to know how it gets on. */
  private final AtomicLong readBytes = new AtomicLong();

  private final FruitlessConnections connections = new FruitlessConnections();
  private final CompletableFuture<Void> fruitless = new CompletableFuture<>();

  /** Of one stream. */
  static final class Sums {
    private final CRC32C crc32c = new CRC32C();
    private long bytes;
    private long missing;

    /** Of the bytes that came, as the contract writes it. */
    long crc32c() {
      return crc32c.getValue();
    }

    long bytes() {
      return bytes;
    }

    /** How many did not come. */
    long missing() {
      return missing;
    }
  }

  @Override
  public void onOutput(OutputChunk chunk) {
    try {
      Sums sums = of(chunk.stream());
      connections.read();
      sums.crc32c.update(chunk.content().nioBuffer());
      sums.bytes += chunk.content().readableBytes();
      readBytes.addAndGet(chunk.content().readableBytes());
    } finally {
      chunk.release();
    }
  }

  @Override
  public void onGap(ProcessGap gap) {
    of(gap.type()).missing += gap.to() - gap.from();
  }

  @Override
  public void onReconnecting(ClientException cause) {
    if (connections.lost()) {
      fruitless.complete(null);
    }
  }

  /** Completes if it can't be read on. */
  CompletableFuture<Void> fruitless() {
    return fruitless;
  }

  long readBytes() {
    return readBytes.get();
  }

  Sums of(StreamType stream) {
    return stream == StreamType.STDERR ? stderr : stdout;
  }
}
