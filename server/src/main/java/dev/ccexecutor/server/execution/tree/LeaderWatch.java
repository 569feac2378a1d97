package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.posix.ChildExit;
import dev.ccexecutor.server.posix.Leader;
import dev.ccexecutor.server.posix.PosixException;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Learns of a leader's end through its pidfd, and gives the leader back at the very end. */
@RunsOn(ThreadRole.READER_LOOP)
public final class LeaderWatch implements EpollIoHandle {
  private static final Logger log = LoggerFactory.getLogger(LeaderWatch.class);
  private static final EpollIoOps EDGE = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLET);

  /** How often is looked where epoll would not take the pidfd (ENOSPC, ENOMEM). */
  private static final long LOOK_MILLIS = 100;

  private final ReaderLoop loop;
  private final String executionId;
  private final Leader leader;
  private final Consumer<ChildExit> onExit;
  private IoRegistration registration;
  private boolean exitSeen;
  private boolean closed;

  /**
   * @param executionId for the log
   * @param onExit called once, on the reader loop
   */
  public LeaderWatch(
      ReaderLoop loop, String executionId, Leader leader, Consumer<ChildExit> onExit) {
    this.loop = loop;
    this.executionId = executionId;
    this.leader = leader;
    this.onExit = onExit;
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
                    .log("a pidfd could not be registered");
                lookByTimer();
              }
            });
  }

  @Override
  public FileDescriptor fd() {
    return leader.pidfd();
  }

  /** Comes at the exit, and once more when the child is reaped (pidfd_open(2)). */
  @Override
  public void handle(IoRegistration registration, IoEvent event) {
    look();
  }

  /** No event will come, and yet the end must be seen. */
  private void lookByTimer() {
    look();
    if (!exitSeen && !closed) {
      loop.eventLoop().schedule(this::lookByTimer, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    if (exitSeen || closed) {
      return;
    }
    try {
      ChildExit exit = leader.peekExit();
      if (exit != null) {
        exitSeen = true;
        onExit.accept(exit);
      }
    } catch (PosixException | RuntimeException | Error e) {
      log.atError()
          .addKeyValue(LogKeys.EXECUTION_ID, executionId)
          .addKeyValue(LogKeys.PID, leader.pid())
          .setCause(e)
          .log("a child's end was not understood");
    }
  }

  /** Reaps the leader: from here on its pid may be another's. */
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
      leader.reap();
    } catch (IOException e) {
      log.atError()
          .addKeyValue(LogKeys.EXECUTION_ID, executionId)
          .addKeyValue(LogKeys.PID, leader.pid())
          .setCause(e)
          .log("a child could not be reaped");
    }
  }
}
