package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.protocol.execution.CompletionStatus;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StreamTotals;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.TranscriptSummary;
import dev.ccexecutor.server.config.SpoolLimits;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.execution.loop.ReaderLoops;
import dev.ccexecutor.server.security.Principal;
import dev.ccexecutor.server.testkit.Deadline;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Spools on a directory, and a reader loop that asks them. Waits for what a loop would be told. */
final class SpoolScene {
  static final String INSTANCE = "instance-1";
  static final String MARKER = "0123456789abcdef0123456789abcdef";
  static final long PLENTY = 1L << 30;
  static final long WEEK_MILLIS = 7 * 24 * 3_600_000L;

  private final Path dataDirectory;
  private final ReaderLoops loops = new ReaderLoops(1, ByteBufAllocator.DEFAULT);
  private final ReaderLoop loop = loops.next();
  private final Spools spools;

  SpoolScene(Path dataDirectory) {
    this(dataDirectory, new SpoolLimits(PLENTY, PLENTY, WEEK_MILLIS));
  }

  SpoolScene(Path dataDirectory, SpoolLimits limits) {
    this.dataDirectory = dataDirectory;
    this.spools = Spools.start(dataDirectory, limits);
  }

  Spools spools() {
    return spools;
  }

  static TranscriptHeader header(String executionId) {
    return new TranscriptHeader(
        executionId,
        Principal.ANONYMOUS,
        MARKER,
        INSTANCE,
        "1.0.0",
        "echo \"hello\"",
        null,
        "/tmp",
        4711,
        Instant.now(),
        "f".repeat(64),
        Map.of("team", "blue"));
  }

  Path directory(String executionId) {
    return dataDirectory.resolve("executions").resolve(executionId + "@" + MARKER.substring(0, 8));
  }

  Opened open(String executionId, SpoolMode mode) {
    return new Opened(header(executionId), mode);
  }

  Opened reopen(RecoveredSpool recovered) {
    return new Opened(recovered);
  }

  static ProcessCompleted end(byte[] stdout, byte[] stderr) {
    return new ProcessCompleted(
        "x",
        CompletionStatus.COMPLETED,
        0,
        null,
        EndReason.EXIT,
        4711,
        4711,
        0.25,
        totals(stdout),
        totals(stderr),
        true,
        true,
        null);
  }

  private static StreamTotals totals(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return StreamTotals.of(bytes.length, crc.getValue());
  }

  /** Bytes that differ from place to place. */
  static byte[] pattern(int length, int seed) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + i / 251 + seed);
    }
    return bytes;
  }

  /** Descriptors of this process that lead below a directory. */
  static List<String> openFilesBelow(Path directory) {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors
          .map(SpoolScene::target)
          .filter(target -> target.startsWith(directory + "/"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "closed meanwhile";
    }
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  void close() throws InterruptedException {
    spools.close();
    loops.close();
  }

  /** A spool and what was heard of it. */
  final class Opened implements SpoolListener {
    private final Spool spool;
    private final Map<StreamType, Long> writtenTo = new ConcurrentHashMap<>();
    private final List<SpoolRefusal> refusals = new CopyOnWriteArrayList<>();

    private Opened(TranscriptHeader header, SpoolMode mode) {
      spool = spools.open(header, mode, loop, this);
    }

    private Opened(RecoveredSpool recovered) {
      spool = spools.open(recovered, loop);
    }

    @Override
    public void written(StreamType stream, long to) {
      writtenTo.put(stream, to);
    }

    @Override
    public void refused(SpoolRefusal reason) {
      refusals.add(reason);
    }

    Opened append(StreamType stream, long offset, byte[] bytes) {
      ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
      onLoop(
          () -> {
            spool.append(stream, offset, buffer);
            return null;
          });
      return this;
    }

    Opened awaitWritten(StreamType stream, long to) {
      Deadline.await(stream + " written to " + to)
          .until(() -> writtenTo.getOrDefault(stream, 0L) >= to);
      return this;
    }

    long writtenTo(StreamType stream) {
      return writtenTo.getOrDefault(stream, 0L);
    }

    SpoolRefusal awaitRefusal() {
      Deadline.await("a refusal").until(() -> !refusals.isEmpty());
      return refusals.removeFirst();
    }

    boolean wasRefused() {
      return !refusals.isEmpty();
    }

    /** What there is at that offset; null if nothing. */
    byte[] read(StreamType stream, long offset, int maxBytes) {
      CompletableFuture<byte[]> read = new CompletableFuture<>();
      onLoop(
          () -> {
            spool.read(stream, offset, maxBytes, bytes -> read.complete(take(bytes)));
            return null;
          });
      return get(read);
    }

    /** All from an offset on, as far as there is no hole. */
    byte[] readAll(StreamType stream, long offset) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] next = read(stream, offset, 100_000);
      while (next != null) {
        all.writeBytes(next);
        next = read(stream, offset + all.size(), 100_000);
      }
      return all.toByteArray();
    }

    SpooledBytes slice(StreamType stream, long offset, int maxBytes) {
      return onLoop(() -> spool.slice(stream, offset, maxBytes));
    }

    long firstAvailable(StreamType stream, long offset) {
      return onLoop(() -> spool.firstAvailable(stream, offset));
    }

    long pendingBytes() {
      return onLoop(spool::pendingBytes);
    }

    void resume() {
      run(spool::resume);
    }

    void release(StreamType stream, long before) {
      run(() -> spool.releaseBefore(stream, before));
    }

    void delete() {
      run(spool::delete);
    }

    void close() {
      run(spool::close);
    }

    TranscriptSummary complete(byte[] stdout, byte[] stderr) {
      CompletableFuture<TranscriptSummary> done = new CompletableFuture<>();
      run(() -> spool.complete(end(stdout, stderr), done::complete));
      return get(done);
    }

    void run(Runnable task) {
      onLoop(
          () -> {
            task.run();
            return null;
          });
    }

    private static byte[] take(ByteBuf bytes) {
      if (bytes == null) {
        return null;
      }
      byte[] array = new byte[bytes.readableBytes()];
      bytes.readBytes(array).release();
      return array;
    }
  }

  static byte[] contentOf(SpooledBytes piece) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(piece.length());
    while (bytes.hasRemaining()
        && piece.file().read(bytes, piece.position() + bytes.position()) >= 0) {
      // Until all of it is there.
    }
    return bytes.array();
  }

  private <T> T onLoop(Supplier<T> task) {
    CompletableFuture<T> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            done.complete(task.get());
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return get(done);
  }

  private static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(Deadline.DEFAULT.toSeconds(), TimeUnit.SECONDS).join();
  }
}
