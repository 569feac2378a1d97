package dev.ccexecutor.bench;

import dev.ccexecutor.server.posix.ChildExit;
import dev.ccexecutor.server.posix.PosixException;
import dev.ccexecutor.server.posix.SpawnedProcess;
import dev.ccexecutor.server.posix.Spawner;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * One process from its start until it is reaped: its pidfd is watched on a loop, as the server does
 * it, and its pipes are closed unread.
 */
final class SpawnedLife implements Spawner.Receiver, EpollIoHandle {
  private final IoEventLoop loop;
  private final CompletableFuture<Integer> exitCode;
  private SpawnedProcess process;
  private IoRegistration registration;

  /**
   * @param exitCode completed on the loop when all is over
   */
  SpawnedLife(IoEventLoop loop, CompletableFuture<Integer> exitCode) {
    this.loop = loop;
    this.exitCode = exitCode;
  }

  @Override
  public void spawned(SpawnedProcess spawned) {
    process = spawned;
    loop.register(this)
        .addListener(
            future -> {
              if (future.isSuccess()) {
                registration = (IoRegistration) future.getNow();
                registration.submit(EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLET));
              } else {
                exitCode.completeExceptionally(future.cause());
              }
            });
  }

  @Override
  public void failed(PosixException failure) {
    exitCode.completeExceptionally(failure);
  }

  @Override
  public FileDescriptor fd() {
    return process.leader().pidfd();
  }

  @Override
  public void handle(IoRegistration event, IoEvent readable) {
    if (exitCode.isDone()) {
      return;
    }
    try {
      ChildExit exit = process.leader().peekExit();
      if (exit != null) {
        close();
        exitCode.complete(exit.exitCode());
      }
    } catch (IOException e) {
      exitCode.completeExceptionally(e);
    }
  }

  @Override
  public void close() throws IOException {
    registration.cancel();
    process.stdout().close();
    process.stderr().close();
    process.leader().reap();
  }
}
