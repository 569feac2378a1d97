package dev.ccexecutor.server.mcp.executor;

import dev.ccexecutor.protocol.execution.AttachMode;
import dev.ccexecutor.protocol.execution.AttachParams;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.Limits;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.StreamRange;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.WhenFull;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads parts of an execution's output, as an observer who slows nobody down. One part a session:
 * it goes on coming until that is closed.
 */
public final class OutputReader {
  /** Output may go while it is being asked for; then it is asked for anew. */
  private static final int MOST_ATTEMPTS = 4;

  private final ExecutorSession session;
  private final String executionId;
  private final StreamType stream;
  private final boolean wholeCharacters;

  /**
   * For one part.
   *
   * @param wholeCharacters whether to go on waiting while there is but the first part of a
   *     character
   */
  public OutputReader(
      ExecutorSession session, String executionId, StreamType stream, boolean wholeCharacters) {
    this.session = session;
    this.executionId = executionId;
    this.stream = stream;
    this.wholeCharacters = wholeCharacters;
  }

  /**
   * Reads.
   *
   * @param offset of the first byte; negative for so many before the end; empty for the oldest kept
   * @param mostBytes at least 1
   * @param patience how long to wait if there is nothing at this offset yet
   * @throws ExecutorException {@link ErrorKind#OUTPUT_EXPIRED} if the offset is no longer kept
   */
  public OutputSlice read(OptionalLong offset, int mostBytes, Duration patience)
      throws ExecutorException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      ExecutionStatus status = session.status(executionId);
      StreamRange range = OutputSlice.range(status, stream);
      long from = from(offset, range);
      if (from > range.to()) {
        throw new ExecutorException(
            "There is nothing at offset " + from + " yet: the output ends at " + range.to() + ".",
            ErrorKind.INVALID_PARAMS,
            null,
            null);
      }
      boolean isLast = attempt == MOST_ATTEMPTS;
      try {
        return from == range.to() && (status.exit() != null || patience.isZero())
            ? new OutputSlice(stream, new byte[0], from, null, status)
            : read(from, mostBytes, patience, status, isLast);
      } catch (ExecutorException refused) {
        if (status.exit() != null && refused.isConnectionClosed()) {
          throw damaged(refused);
        }
        if (isLast || !refused.is(ErrorKind.OUTPUT_EXPIRED) || isAskedFor(offset, refused)) {
          throw refused;
        }
      }
    }
  }

  /** The server closes a connection on which it can't give what it has promised. */
  private static ExecutorException damaged(ExecutorException closed) {
    return new ExecutorException(
        "The server closed the connection while output of this execution, which has ended, was"
            + " being read: its transcript on disk is probably damaged or can't be read."
            + " verify_execution tells what of it is still there.",
        null,
        null,
        closed);
  }

  private static long from(OptionalLong offset, StreamRange range) {
    if (offset.isEmpty()) {
      return range.from();
    }
    long asked = offset.getAsLong();
    return asked >= 0 ? asked : Math.max(range.from(), range.to() + asked);
  }

  /** Whether what is gone is what was asked for, rather than what was chosen here. */
  private boolean isAskedFor(OptionalLong offset, ExecutorException expired) {
    return offset.orElse(-1) >= 0
        && expired.data().path("type").asString("").equals(stream.wireName());
  }

  private OutputSlice read(
      long from, int mostBytes, Duration patience, ExecutionStatus status, boolean isLast)
      throws ExecutorException, InterruptedException {
    long ready = OutputSlice.range(status, stream).to() - from;
    int enough = Math.clamp(ready, 1, mostBytes);
    SliceListener listener = new SliceListener(stream, enough, mostBytes, wholeCharacters);
    // The other stream is not wanted: from its end on, unless that can't be had.
    StreamType other = stream == StreamType.STDOUT ? StreamType.STDERR : StreamType.STDOUT;
    Long otherFrom = isLast ? null : (Long) OutputSlice.range(status, other).to();
    ExecutorSession.await(session.client().attach(params(from, otherFrom, mostBytes), listener));
    long deadline = System.nanoTime() + patience.toNanos();
    if (ready > 0) {
      await(listener.done(), ExecutorSession.ANSWER_TIME);
    }
    await(listener.usable(), Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    byte[] bytes = listener.bytes();
    return new OutputSlice(stream, bytes, from, listener.gap(), session.status(executionId));
  }

  private AttachParams params(long from, Long otherFrom, int mostBytes) {
    Limits limits = session.client().connected().limits();
    long most = limits == null || limits.maxWindow() == null ? mostBytes : limits.maxWindow();
    long window = Math.max(ExecuteParams.MIN_WINDOW_BYTES, Math.min(mostBytes, most));
    boolean isStdout = stream == StreamType.STDOUT;
    return new AttachParams(
        executionId,
        isStdout ? (Long) from : otherFrom,
        isStdout ? otherFrom : (Long) from,
        OutputForm.BINARY,
        window,
        WhenFull.DROP_OLDEST,
        AttachMode.OBSERVE);
  }

  private static void await(CompletableFuture<Void> over, Duration time)
      throws ExecutorException, InterruptedException {
    try {
      over.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException nothing) {
      return; // What has come until now is what there is.
    } catch (ExecutionException failure) {
      throw Explanation.of(failure);
    }
  }
}
