package dev.ccexecutor.server.posix;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether a command can be started as another user, tried once before there are any: what is
 * missing for that, a capability say, would else come to light with each command's exit code.
 */
public final class RunAsTrial {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long LOOK_AGAIN_NANOS = 1_000_000;
  private static final int SIGKILL = 9;
  private static final int MOST_MESSAGE_BYTES = 1024;

  private RunAsTrial() {}

  /**
   * Has a program run that does nothing. Waits for it.
   *
   * @throws IOException if it could not; the message says why
   */
  public static void run(Spawner spawner) throws IOException, InterruptedException {
    SpawnedProcess process = start(spawner);
    try {
      ChildExit exit = awaitExit(process.leader());
      if (exit == null || exit.exitCode() != 0) {
        throw new IOException("nothing can be started: " + messageOf(process.stdout()));
      }
    } finally {
      process.leader().signalGroup(SIGKILL);
      process.leader().reap();
      process.stdout().close();
    }
  }

  private static SpawnedProcess start(Spawner spawner) throws IOException, InterruptedException {
    CompletableFuture<SpawnedProcess> started = new CompletableFuture<>();
    // With a variable that is handed on by env, so that this is tried as well.
    spawner.spawn(
        new SpawnRequest(
            List.of("/bin/true"),
            Map.of("TMPDIR", "/"),
            null,
            new ChildStreams(false, true),
            ResourceLimits.NONE),
        new Spawner.Receiver() {
          @Override
          public void spawned(SpawnedProcess process) {
            started.complete(process);
          }

          @Override
          public void failed(PosixException failure) {
            started.completeExceptionally(failure);
          }
        });
    try {
      return started.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException("nothing can be started: " + e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new IOException("nothing was started in time", e);
    }
  }

  private static ChildExit awaitExit(Leader leader) throws PosixException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    ChildExit exit = leader.peekExit();
    while (exit == null && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      exit = leader.peekExit();
    }
    return exit;
  }

  /** What it said; one line, which setpriv ends with the system's own words. */
  private static String messageOf(FileDescriptor output) throws IOException {
    ByteBuffer message = ByteBuffer.allocateDirect(MOST_MESSAGE_BYTES);
    int length = output.read(message, 0, MOST_MESSAGE_BYTES);
    byte[] bytes = new byte[Math.max(0, length)];
    message.get(0, bytes);
    return new String(bytes, StandardCharsets.UTF_8).strip();
  }
}
