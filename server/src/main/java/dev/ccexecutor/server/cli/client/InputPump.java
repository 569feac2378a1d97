package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.client.RemoteInput;
import dev.ccexecutor.server.cli.terminal.EscapeKeys;
import dev.ccexecutor.server.cli.terminal.JobControl;
import dev.ccexecutor.server.cli.terminal.ProcessSignals;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Takes what comes on stdin to a command, piece by piece: the next is read when the server has
 * taken the last, so what waits here is one piece. On a thread of its own, since read(2) on a
 * terminal takes as long as it takes.
 */
final class InputPump {
  private static final int PIECE_BYTES = 64 * 1024;
  private static final long LOOK_AGAIN_MILLIS = 1_000;
  private static final long NOTHING_YET_MILLIS = 10;

  private final InputStream stdin;
  private final boolean terminal;
  private final boolean endsInput;
  private final Optional<EscapeKeys> escapes;
  private final Consumer<EscapeKeys.Request> requests;
  private final CompletableFuture<Void> finished = new CompletableFuture<>();
  private final Object foreground = new Object();
  private Thread reader;

  /**
   * A pump that has not been started.
   *
   * @param endsInput whether the command's input ends with this one
   * @param escapes for keys that are meant for this client
   * @param requests gets those
   */
  InputPump(
      StandardStreams streams,
      boolean endsInput,
      Optional<EscapeKeys> escapes,
      Consumer<EscapeKeys.Request> requests) {
    this.stdin = streams.stdin();
    this.terminal = streams.readsTerminal();
    this.endsInput = endsInput;
    this.escapes = escapes;
    this.requests = requests;
  }

  synchronized void start(RemoteInput input) {
    if (terminal) {
      // Who reads in the background gets an error then, which is dealt with below, and no stop.
      ProcessSignals.ignore("TTIN");
    }
    reader = Thread.ofPlatform().daemon().name("stdin").start(() -> pump(input));
  }

  /**
   * Takes the thread out of its read(2), and closes this process's stdin with that: the JVM's exit
   * waits 300 ms for threads that are in the kernel.
   */
  synchronized void stop() {
    if (reader != null) {
      reader.interrupt();
    }
  }

  /** Completes when the server has taken all; fails if it does not. */
  CompletableFuture<Void> finished() {
    return finished;
  }

  /** This process may have come to the foreground. */
  void lookAgain() {
    synchronized (foreground) {
      foreground.notifyAll();
    }
  }

  private void pump(RemoteInput input) {
    byte[] piece = new byte[PIECE_BYTES];
    try {
      for (int length = read(piece); length >= 0; length = read(piece)) {
        byte[] bytes = passedOn(piece, length);
        if (bytes.length > 0) {
          input.write(bytes).join();
        }
      }
      if (endsInput) {
        input.close().join();
      }
      finished.complete(null);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      finished.completeExceptionally(stopped);
    } catch (IOException | RuntimeException failure) {
      // A command that reads no more is none of its writer's business: it is as with a pipe.
      finished.completeExceptionally(failure);
    }
  }

  private byte[] passedOn(byte[] piece, int length) {
    if (escapes.isEmpty()) {
      return Arrays.copyOf(piece, length);
    }
    EscapeKeys.Typed typed = escapes.get().take(piece, length);
    typed.requests().forEach(requests);
    return typed.bytes();
  }

  private int read(byte[] piece) throws IOException, InterruptedException {
    while (true) {
      if (terminal) {
        awaitForeground();
      }
      try {
        int length = stdin.read(piece);
        if (length != 0) {
          return length;
        }
        // Somebody who shares it has made it one that does not block (O_NONBLOCK, open(2)).
        Thread.sleep(NOTHING_YET_MILLIS);
      } catch (IOException failure) {
        // EIO is what the kernel has for those in the background (and for a terminal that is gone).
        if (!terminal || JobControl.isForeground()) {
          throw failure;
        }
      }
    }
  }

  /** A shell sends CONT to whom it takes to the foreground; others may not. */
  private void awaitForeground() throws InterruptedException {
    synchronized (foreground) {
      while (!JobControl.isForeground()) {
        foreground.wait(LOOK_AGAIN_MILLIS);
      }
    }
  }
}
