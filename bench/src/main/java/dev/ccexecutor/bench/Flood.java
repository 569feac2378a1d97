package dev.ccexecutor.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** A {@code yes} over a connection that nobody reads, seen from outside. */
final class Flood implements AutoCloseable {
  private static final byte[] YES = RemoteProcesses.execution(List.of("yes"));
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final ProcessFile io;

  private Flood(ProcessFile io) {
    this.io = io;
  }

  static Flood start(RemoteProcesses connection) throws IOException {
    connection.send(YES);
    return new Flood(new ProcessFile(Path.of("/proc/" + connection.awaitStarted() + "/io")));
  }

  /**
   * Waits until everything between it and its reader is full: it has written nothing for a while
   * (wchar, proc(5)).
   */
  void awaitStalled() throws TimeoutException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    String before = "";
    String now = io.read();
    while (!now.equals(before)) {
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException("the flood does not come to a halt");
      }
      LockSupport.parkNanos(LOOK_NANOS);
      before = now;
      now = io.read();
    }
  }

  @Override
  public void close() throws IOException {
    io.close();
  }
}
