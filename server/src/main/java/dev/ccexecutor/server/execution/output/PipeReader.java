package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.posix.OutputKind;
import dev.ccexecutor.server.threading.LoopTurn;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one pipe of a child, or its terminal, which counts as a pipe here.
 *
 * <p><b>Back-pressure</b> is not reading: the pipe fills and the kernel blocks the child in
 * write(2). The pipe is registered once, edge-triggered, and its registration is not touched again.
 * While parked an event is only noted; when there is room the pipe is read until the kernel has no
 * more, which re-arms the edge. (Level-triggered, a parked pipe whose child has gone would report
 * its hang-up without end.)
 */
@RunsOn(ThreadRole.READER_LOOP)
public final class PipeReader implements EpollIoHandle {
  /** Where the bytes go. Called on the reader loop. */
  public interface Sink {
    /** Whether to stop for now. If so, {@link PipeReader#resume} follows when there is room. */
    boolean parkIfFull();

    /** Gets bytes, which are lent for the call; see {@link ReaderLoop#read}. */
    void read(StreamType stream, ByteBuf bytes);

    /** The end of one round of reads, each of which may have brought bytes. */
    void roundEnded();

    /** No more will come: every writer has closed the pipe, or it failed. Called once. */
    void ended(StreamType stream);
  }

  private static final Logger log = LoggerFactory.getLogger(PipeReader.class);

  /** After so many reads a busy pipe lets its neighbours and the timers have the loop. */
  private static final int READS_PER_ROUND = 16;

  private static final long RETRY_MILLIS = 100;

  private static final EpollIoOps EDGE = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLET);

  private final ReaderLoop loop;
  private final String executionId;
  private final StreamType stream;
  private final FileDescriptor pipe;
  private final OutputKind kind;
  private final Sink sink;
  private final boolean[] end = new boolean[1];

  private final LoopTurn nextRound;

  private IoRegistration registration;
  private boolean readable;
  private boolean parked;
  private boolean closed;
  private long position;

  /**
   * @param executionId for the log
   */
  public PipeReader(
      ReaderLoop loop,
      String executionId,
      StreamType stream,
      FileDescriptor pipe,
      OutputKind kind,
      Sink sink) {
    this.loop = loop;
    this.executionId = executionId;
    this.stream = stream;
    this.pipe = pipe;
    this.kind = kind;
    this.sink = sink;
    this.nextRound = new LoopTurn(loop.eventLoop(), this::readNextRound);
  }

  public void register() {
    loop.eventLoop()
        .register(this)
        .addListener(
            future -> {
              if (future.isSuccess()) {
                registration = (IoRegistration) future.getNow();
                registration.submit(EDGE);
              } else {
                log.atError()
                    .addKeyValue(LogKeys.EXECUTION_ID, executionId)
                    .setCause(future.cause())
                    .log("a pipe could not be registered");
                finish();
              }
            });
  }

  /** There is room again. */
  public void resume() {
    if (parked) {
      parked = false;
      nextRound.request();
    }
  }

  /**
   * Takes in what the pipe holds now, whatever the limits say. Of a writer that lives on, no more
   * than that is taken.
   */
  public void readRest() {
    parked = false;
    long upToPosition = position + capacityBytes();
    boolean more = true;
    while (!closed && more && position <= upToPosition) {
      more = readOnce();
    }
    sink.roundEnded();
  }

  private long capacityBytes() {
    try {
      return closed ? 0 : kind.capacityBytes(pipe);
    } catch (IOException e) {
      log.atError()
          .addKeyValue(LogKeys.EXECUTION_ID, executionId)
          .setCause(e)
          .log("the capacity of a pipe is not known");
      return 0;
    }
  }

  @Override
  public FileDescriptor fd() {
    return pipe;
  }

  /**
   * A handler that threw would stop the loop for a second and lose the other edges of its batch.
   */
  @Override
  public void handle(IoRegistration registration, IoEvent event) {
    readable = true;
    if (!parked && !nextRound.isRequested()) {
      readRoundSafely();
    }
  }

  /** Where no memory can be had, say, nothing was read yet, so nothing is lost by trying again. */
  private void readRoundSafely() {
    try {
      readRound();
    } catch (RuntimeException | Error e) {
      log.atError()
          .addKeyValue(LogKeys.EXECUTION_ID, executionId)
          .setCause(e)
          .log("reading a pipe failed for now");
      parked = true;
      loop.eventLoop().schedule(this::resume, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void readRound() {
    int reads = 0;
    while (!closed && readable) {
      if (sink.parkIfFull()) {
        parked = true;
        break;
      }
      if (reads++ == READS_PER_ROUND) {
        nextRound.request();
        break;
      }
      readable = readOnce();
    }
    sink.roundEnded();
  }

  private void readNextRound() {
    if (!parked) {
      readRoundSafely();
    }
  }

  /** Returns whether there may be more to read now. */
  private boolean readOnce() {
    ByteBuf bytes;
    try {
      bytes = loop.read(pipe, end);
    } catch (IOException e) {
      if (!kind.isEnd(e)) {
        log.atError()
            .addKeyValue(LogKeys.EXECUTION_ID, executionId)
            .setCause(e)
            .log("reading a pipe failed");
      }
      finish();
      return false;
    }
    if (bytes != null) {
      position += bytes.readableBytes();
      sink.read(stream, bytes);
      return true;
    }
    if (end[0]) {
      finish();
    }
    return false;
  }

  private void finish() {
    if (!closed) {
      close();
      sink.ended(stream);
    }
  }

  /**
   * The registration goes before the descriptor, so that nobody else's new descriptor is
   * unregistered by its number.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (registration != null) {
      registration.cancel();
    }
    try {
      pipe.close();
    } catch (IOException e) {
      log.atError()
          .addKeyValue(LogKeys.EXECUTION_ID, executionId)
          .setCause(e)
          .log("closing a pipe failed");
    }
  }
}
