package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.TranscriptSummary;
import dev.ccexecutor.server.execution.loop.PausableStopwatch;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.metrics.BlockedTime;
import dev.ccexecutor.server.posix.OutputKind;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The output side of one execution: its pipes, their totals, and the log that they fill. */
@RunsOn(ThreadRole.READER_LOOP)
public final class ExecutionOutput implements PipeReader.Sink {
  /** By then a command that ends together with its streams has told of all at once. */
  private static final long QUIET_END_MILLIS = 20;

  private final ReaderLoop loop;
  private final String executionId;
  private final OutputLog outputLog;
  private final Runnable onAllEnded;
  private final Runnable onUnparked;
  private final StreamTally stdoutTally = new StreamTally();
  private final StreamTally stderrTally = new StreamTally();
  private final BlockedTime.Span blocked;
  private final PausableStopwatch silence = new PausableStopwatch(System::nanoTime);
  private PipeReader stdout;
  private PipeReader stderr;
  private boolean stdoutEnded;
  private boolean stderrEnded;
  private boolean heldForRoom;
  private long lastByteNanos;

  /** Will tell of the end of an empty stream, should nothing else do so before; or null. */
  private Future<?> quietEnd;

  /**
   * @param executionId for the log
   * @param onAllEnded every pipe has come to its end
   * @param onUnparked pipes are read again after they were not
   */
  public ExecutionOutput(
      ReaderLoop loop,
      String executionId,
      OutputLog.Retention retention,
      Runnable onAllEnded,
      Runnable onUnparked) {
    this.loop = loop;
    this.executionId = executionId;
    this.blocked = loop.counts().blocked().newSpan();
    this.outputLog = new OutputLog(loop, executionId, retention, this::resume);
    this.onAllEnded = onAllEnded;
    this.onUnparked = onUnparked;
  }

  /**
   * Takes over the pipes. A null {@code stderrPipe} means that both streams come through the first.
   */
  public void open(FileDescriptor stdoutPipe, FileDescriptor stderrPipe, OutputKind kind) {
    silence.restart();
    lastByteNanos = System.nanoTime();
    stdout = new PipeReader(loop, executionId, StreamType.STDOUT, stdoutPipe, kind, this);
    if (stderrPipe == null) {
      endStream(StreamType.STDERR);
    } else {
      stderr = new PipeReader(loop, executionId, StreamType.STDERR, stderrPipe, kind, this);
      stderr.register();
    }
    stdout.register();
  }

  /**
   * How long nothing has come, not counting time in which nothing was read or the tree was paused.
   */
  public PausableStopwatch silence() {
    return silence;
  }

  /** How long nothing has come, for whatever reason. */
  public long nanosSinceLastByte() {
    return System.nanoTime() - lastByteNanos;
  }

  /** What was read, and who reads it. */
  public OutputLog log() {
    return outputLog;
  }

  /** The log has room again. */
  private void resume() {
    if (heldForRoom) {
      heldForRoom = false;
      blocked.end();
      silence.release();
      onUnparked.run();
    }
    stdout.resume();
    if (stderr != null) {
      stderr.resume();
    }
  }

  /**
   * Takes in what the pipes hold now, whatever the log's bound, once nobody can write more into
   * them.
   */
  public void readRest() {
    stdout.readRest();
    if (stderr != null) {
      stderr.readRest();
    }
  }

  public boolean allEnded() {
    return stdoutEnded && stderrEnded;
  }

  /**
   * Closes what is still open. What is to be on disk is there when the callback comes, and {@link
   * #complete} is to follow.
   *
   * @param onSealed gets what is there of a transcript; null if none was asked for
   */
  public void seal(ProcessCompleted end, Consumer<TranscriptSummary> onSealed) {
    endStream(StreamType.STDOUT);
    endStream(StreamType.STDERR);
    blocked.end();
    stdout.close();
    if (stderr != null) {
      stderr.close();
    }
    if (quietEnd != null) {
      quietEnd.cancel(false);
    }
    outputLog.seal(end, onSealed);
  }

  /** Hands the end record over, after everything else. */
  public void complete(ProcessCompleted completed) {
    outputLog.complete(completed);
  }

  public StreamTally stdout() {
    return stdoutTally;
  }

  public StreamTally stderr() {
    return stderrTally;
  }

  @Override
  public boolean parkIfFull() {
    boolean park = outputLog.parkIfFull();
    if (park && !heldForRoom) {
      heldForRoom = true;
      blocked.begin();
      silence.hold();
    }
    return park;
  }

  @Override
  public void read(StreamType stream, ByteBuf bytes) {
    silence.restart();
    lastByteNanos = System.nanoTime();
    tally(stream).add(bytes);
    loop.counts().bytes(stream).add(bytes.readableBytes());
    outputLog.append(stream, bytes);
  }

  @Override
  public void roundEnded() {
    outputLog.flush();
  }

  @Override
  public void ended(StreamType stream) {
    endStream(stream);
    if (allEnded()) {
      onAllEnded.run();
    }
  }

  private void endStream(StreamType stream) {
    boolean before = stream == StreamType.STDOUT ? stdoutEnded : stderrEnded;
    if (before) {
      return;
    }
    if (stream == StreamType.STDOUT) {
      stdoutEnded = true;
    } else {
      stderrEnded = true;
    }
    outputLog.end(stream);
    outputLog.flush();
    if (tally(stream).bytes() == 0 && quietEnd == null) {
      quietEnd =
          loop.eventLoop().schedule(this::tellQuietEnd, QUIET_END_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void tellQuietEnd() {
    quietEnd = null;
    outputLog.flushAll();
  }

  private StreamTally tally(StreamType stream) {
    return stream == StreamType.STDOUT ? stdoutTally : stderrTally;
  }
}
