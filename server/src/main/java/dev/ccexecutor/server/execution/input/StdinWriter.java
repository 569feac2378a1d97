package dev.ccexecutor.server.execution.input;

import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what is released of a buffer to our end of a child's input, a pipe or a terminal.
 *
 * <p>It is registered once, edge-triggered: written to until the kernel takes no more, which arms
 * the edge that comes when the child has read. That the last reader is gone comes as an event of
 * its own, also while there is nothing to write.
 */
@RunsOn(ThreadRole.READER_LOOP)
final class StdinWriter implements EpollIoHandle {
  /** Hears what comes of the writing, on the reader loop. */
  interface Listener {
    /** There is room again for what was refused. */
    void roomAgain();

    /** All was written, the end too, and the descriptor is closed. Called once at most. */
    void ended();

    /** Nobody reads any more, and the descriptor is closed. Called once at most. */
    void readerGone();
  }

  private static final Logger log = LoggerFactory.getLogger(StdinWriter.class);

  /** After so many writes a busy pipe lets its neighbours and the timers have the loop. */
  private static final int WRITES_PER_ROUND = 16;

  private static final long RETRY_MILLIS = 100;

  private static final int ERRNO_EIO_NEGATIVE = -5;

  private static final EpollIoOps EDGE = EpollIoOps.EPOLLOUT.with(EpollIoOps.EPOLLET);

  private final ReaderLoop loop;
  private final String executionId;
  private final FileDescriptor descriptor;
  private final InputBuffer buffer;
  private final Listener listener;
  private InputBuffer.Position released = InputBuffer.Position.START;
  private IoRegistration registration;
  private boolean writable = true;
  private boolean roundScheduled;
  private boolean closed;

  /**
   * @param executionId for the log
   * @param descriptor non-blocking; owned by this from here on
   */
  StdinWriter(
      ReaderLoop loop,
      String executionId,
      FileDescriptor descriptor,
      InputBuffer buffer,
      Listener listener) {
    this.loop = loop;
    this.executionId = executionId;
    this.descriptor = descriptor;
    this.buffer = buffer;
    this.listener = listener;
  }

  void register() {
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
                lose();
              }
            });
  }

  /** More may be written. */
  void release(InputBuffer.Position upTo) {
    released = upTo;
    if (!roundScheduled) {
      writeRoundSafely();
    }
  }

  @Override
  public FileDescriptor fd() {
    return descriptor;
  }

  /**
   * A handler that threw would stop the loop for a second and lose the other edges of its batch.
   */
  @Override
  public void handle(IoRegistration registration, IoEvent event) {
    writable = true;
    if (((EpollIoEvent) event).ops().contains(EpollIoOps.EPOLLERR)) {
      lose(); // poll(2): the read end of the pipe has been closed.
    } else if (!roundScheduled) {
      writeRoundSafely();
    }
  }

  private void writeRoundSafely() {
    try {
      writeRound();
    } catch (RuntimeException | Error e) {
      log.atError()
          .addKeyValue(LogKeys.EXECUTION_ID, executionId)
          .setCause(e)
          .log("writing to a pipe failed for now");
      scheduleRound(RETRY_MILLIS);
    }
  }

  private void writeRound() {
    int writes = 0;
    while (!closed && writable) {
      InputBlocks.Span bytes = buffer.next(released);
      if (bytes == null) {
        endIfReleased();
        return;
      }
      if (writes++ == WRITES_PER_ROUND) {
        scheduleRound(0);
        return;
      }
      writeOnce(bytes);
    }
  }

  private void endIfReleased() {
    if (released.end()) {
      close();
      listener.ended();
    }
  }

  private void scheduleRound(long delayMillis) {
    roundScheduled = true;
    loop.eventLoop()
        .schedule(
            () -> {
              roundScheduled = false;
              writeRoundSafely();
            },
            delayMillis,
            TimeUnit.MILLISECONDS);
  }

  private void writeOnce(InputBlocks.Span bytes) {
    int count;
    try {
      count = descriptor.writeAddress(bytes.address(), bytes.start(), bytes.end());
    } catch (IOException e) {
      logUnexpected(e);
      lose();
      return;
    }
    if (count == 0) {
      writable = false;
    } else if (buffer.written(count)) {
      listener.roomAgain();
    }
  }

  /** A reader that is gone is the child's affair: EPIPE of a pipe, EIO of a terminal. */
  private void logUnexpected(IOException e) {
    boolean expected =
        e instanceof Errors.NativeIoException failure
            && (failure.expectedErr() == Errors.ERRNO_EPIPE_NEGATIVE
                || failure.expectedErr() == ERRNO_EIO_NEGATIVE);
    if (!expected) {
      log.atError()
          .addKeyValue(LogKeys.EXECUTION_ID, executionId)
          .setCause(e)
          .log("writing to a pipe failed");
    }
  }

  private void lose() {
    if (!closed) {
      close();
      listener.readerGone();
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
      descriptor.close();
    } catch (IOException e) {
      log.atError()
          .addKeyValue(LogKeys.EXECUTION_ID, executionId)
          .setCause(e)
          .log("closing a pipe failed");
    }
  }
}
