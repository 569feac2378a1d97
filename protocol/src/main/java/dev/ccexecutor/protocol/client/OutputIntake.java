package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.execution.AckParams;
import dev.ccexecutor.protocol.execution.GapReason;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessGap;
import dev.ccexecutor.protocol.execution.ProcessOutput;
import dev.ccexecutor.protocol.execution.StreamOffsets;
import dev.ccexecutor.protocol.execution.StreamType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The output of one execution on its way to its listener, and the acknowledgements on their way
 * back. For the client's loop, but for {@link #chunkReleased}.
 */
final class OutputIntake {

  /** An acknowledgement for each quarter of the window: often enough, and no message per chunk. */
  private static final long ACKNOWLEDGED_PARTS = 4;

  /**
   * Up to here a copy is cheaper than to keep Netty's buffer: that has objects of some hundred
   * bytes around it, and while one is held, the pool can't give back the much larger block it lies
   * in.
   */
  private static final int COPIED_BYTES = 1024;

  private final FollowTerms terms;
  private final ExecutionListener listener;
  private final ClientLoop loop;
  private final Consumer<AckParams> acknowledger;
  private final Runnable roomMade;
  private final ReceivedStream stdout;
  private final ReceivedStream stderr;
  private final AtomicBoolean collectionRequested = new AtomicBoolean();
  private boolean ended;

  /**
   * @param acknowledger sends an acknowledgement, if there is a connection to send it on
   * @param roomMade is run after chunks were released, as a task of the loop; to call {@link
   *     #handOverDue}
   */
  OutputIntake(
      FollowTerms terms,
      ExecutionListener listener,
      ClientLoop loop,
      Consumer<AckParams> acknowledger,
      Runnable roomMade) {
    this.terms = terms;
    this.listener = listener;
    this.loop = loop;
    this.acknowledger = acknowledger;
    this.roomMade = roomMade;
    boolean bytes = terms.form() != OutputForm.TEXT;
    stdout = new ReceivedStream(StreamType.STDOUT, bytes, terms.from().of(StreamType.STDOUT));
    stderr = new ReceivedStream(StreamType.STDERR, bytes, terms.from().of(StreamType.STDERR));
  }

  /**
   * A data frame came.
   *
   * @param payload stays the caller's
   */
  void data(StreamType type, long offset, ByteBuf payload) throws ClientException {
    take(type, offset, offset + payload.readableBytes(), payload);
  }

  /** Output came as text or base64. */
  void message(ProcessOutput output) throws ClientException {
    byte[] bytes =
        output.dataBase64() != null
            ? Base64.getDecoder().decode(output.dataBase64())
            : output.data().getBytes(StandardCharsets.UTF_8);
    ByteBuf content = Unpooled.wrappedBuffer(bytes);
    take(output.type(), output.offset(), output.offset() + output.bytes(), content);
  }

  private void take(StreamType type, long offset, long end, ByteBuf content)
      throws ClientException {
    ReceivedStream stream = of(type);
    long known = stream.take(offset, end - offset);
    if (known == end - offset) {
      return;
    }
    content.skipBytes((int) known);
    long from = offset + known;
    if (stream.joins()) {
      stream.join(from, end, content);
      if (stream.hasPiece()) {
        handOverJoined(stream);
      }
    } else {
      handOver(stream, new OutputChunk(type, from, end, kept(content), this::chunkReleased));
    }
  }

  private static ByteBuf kept(ByteBuf content) {
    return content.readableBytes() > COPIED_BYTES
        ? content.retainedSlice()
        : Unpooled.wrappedBuffer(ByteBufUtil.getBytes(content));
  }

  /** Hands over what was joined while the listener held too many chunks, if it does no more. */
  void handOverDue() {
    handOverDue(stdout);
    handOverDue(stderr);
  }

  private void handOverDue(ReceivedStream stream) {
    if (stream.isJoinedDue()) {
      handOverJoined(stream);
    }
  }

  /** Hands over all that has come, however much the listener holds. */
  void handOverJoined() {
    handOverJoined(stdout);
    handOverJoined(stderr);
  }

  private void handOverJoined(ReceivedStream stream) {
    if (stream.hasJoined()) {
      handOver(stream, stream.takeJoined(this::chunkReleased));
    }
  }

  private void handOver(ReceivedStream stream, OutputChunk chunk) {
    stream.handOver(chunk);
    try {
      listener.onOutput(chunk);
    } catch (RuntimeException | Error failure) {
      chunk.release();
      throw failure;
    }
  }

  /** Bytes will not come. */
  void gap(ProcessGap gap) throws ClientException {
    handOverJoined(of(gap.type()));
    OptionalLong missing = of(gap.type()).skip(gap.from(), gap.to());
    tell(missing, gap.type(), gap.to(), gap.reason());
  }

  /** The server has nothing before this offset any more. */
  void expired(StreamType type, long availableFrom) {
    handOverJoined(of(type));
    OptionalLong missing = of(type).expired(availableFrom);
    tell(missing, type, availableFrom, GapReason.EXPIRED);
  }

  private void tell(OptionalLong missing, StreamType type, long to, GapReason reason) {
    if (missing.isPresent()) {
      listener.onGap(new ProcessGap(terms.executionId(), type, missing.getAsLong(), to, reason));
    }
  }

  /** Any thread: a chunk was released. One task collects all that were released until it runs. */
  void chunkReleased() {
    if (loop.isCurrent()) {
      collect();
      // Perhaps the listener itself is being called, and must not be within its own call.
      if (!stdout.isJoinedDue() && !stderr.isJoinedDue()) {
        return;
      }
    }
    if (collectionRequested.compareAndSet(false, true)) {
      try {
        loop.execute(
            () -> {
              collectionRequested.set(false);
              collect();
              roomMade.run();
            });
      } catch (RejectedExecutionException closed) {
        // The client is closed: there is nobody to acknowledge anything to.
        collectionRequested.set(false);
      }
    }
  }

  private void collect() {
    stdout.collect();
    stderr.collect();
    long bytes = stdout.unacknowledgedBytes() + stderr.unacknowledgedBytes();
    boolean last = ended && !stdout.hasUnreleased() && !stderr.hasUnreleased();
    if (terms.windowBytes().isPresent()
        && bytes > 0
        && (last || bytes >= terms.windowBytes().getAsLong() / ACKNOWLEDGED_PARTS)) {
      acknowledge();
    }
  }

  private void acknowledge() {
    Long ofStdout = stdout.unacknowledgedBytes() > 0 ? stdout.acknowledge() : null;
    Long ofStderr = stderr.unacknowledgedBytes() > 0 ? stderr.acknowledge() : null;
    acknowledger.accept(new AckParams(terms.executionId(), ofStdout, ofStderr));
  }

  /** A new connection is asked for it, from these offsets on. */
  StreamOffsets resume() {
    stdout.collect();
    stderr.collect();
    return new StreamOffsets(stdout.resume(), stderr.resume());
  }

  /**
   * All has come; what is released from now on is acknowledged all the same, so that the server can
   * forget it.
   *
   * @return what contradicts the end record; empty if nothing does
   */
  Optional<String> end(ProcessCompleted end) {
    handOverJoined();
    ended = true;
    collect();
    return terms.form() == OutputForm.NONE
        ? Optional.empty()
        : stdout.contradiction(end.stdout()).or(() -> stderr.contradiction(end.stderr()));
  }

  private ReceivedStream of(StreamType type) throws IllegalArgumentException {
    return switch (type) {
      case STDOUT -> stdout;
      case STDERR -> stderr;
      case STDIN -> throw new IllegalArgumentException("stdin is no output");
    };
  }
}
