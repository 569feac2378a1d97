package dev.ccexecutor.server.threading;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LoopTurnTest {
  private static final int TURN_OF_THE_EVENT = 10;
  private static final int MOST_TURNS = 10_000;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

  @AfterEach
  void endLoop() throws InterruptedException {
    group.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
  }

  @Test
  void shouldLetADescriptorHaveItsTurnWhenTheWorkGoesOnAndOn() throws Exception {
    IoEventLoop loop = group.next();
    EndlessWork work = new EndlessWork(loop);
    work.register();

    assertThat(work.turnOfTheHandler.get()).isBetween(TURN_OF_THE_EVENT, TURN_OF_THE_EVENT + 2);
  }

  @Test
  void shouldRunOnceWhenItWasRequestedTwice() {
    EmbeddedChannel channel = new EmbeddedChannel();
    int[] runs = new int[1];
    LoopTurn turn = new LoopTurn(channel.eventLoop(), () -> runs[0]++);

    turn.request();
    turn.request();
    assertThat(turn.isRequested()).isTrue();
    channel.runPendingTasks();
    assertThat(turn.isRequested()).isFalse();
    assertThat(runs[0]).isEqualTo(1);

    turn.request();
    channel.runPendingTasks();
    assertThat(runs[0]).isEqualTo(2);
    channel.finishAndReleaseAll();
  }

  /** Makes an event in one of its turns, and asks for the next turn until that is handled. */
  private static final class EndlessWork implements EpollIoHandle {
    private final CompletableFuture<Integer> turnOfTheHandler = new CompletableFuture<>();
    private final IoEventLoop loop;
    private final LoopTurn turn;
    private final FileDescriptor[] pipe;
    private IoRegistration registration;
    private int turns;

    EndlessWork(IoEventLoop loop) throws IOException {
      this.loop = loop;
      this.turn = new LoopTurn(loop, this::run);
      this.pipe = FileDescriptor.pipe();
    }

    void register() throws Exception {
      registration = loop.register(this).get();
      registration.submit(EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLET));
      loop.execute(turn::request);
    }

    private void run() {
      turns++;
      if (turns == TURN_OF_THE_EVENT) {
        writeOneByte();
      }
      if (turns == MOST_TURNS) {
        turnOfTheHandler.complete(turns);
      }
      if (!turnOfTheHandler.isDone()) {
        turn.request();
      }
    }

    private void writeOneByte() {
      ByteBuf one = Unpooled.directBuffer(1).writeByte(1);
      try {
        pipe[1].write(one.internalNioBuffer(0, 1), 0, 1);
      } catch (IOException e) {
        turnOfTheHandler.completeExceptionally(e);
      } finally {
        one.release();
      }
    }

    @Override
    public FileDescriptor fd() {
      return pipe[0];
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      turnOfTheHandler.complete(turns);
    }

    @Override
    public void close() throws IOException {
      registration.cancel();
      pipe[0].close();
      pipe[1].close();
    }
  }
}
