package dev.ccexecutor.bench.startup;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * A server that listens.
 *
 * @param line in which it said so
 * @param startNanos from the exec of the launcher until that line
 */
record ListeningServer(Process process, String line, long startNanos) implements AutoCloseable {
  static final String LISTENING = "listening on ";
  private static final long STOP_SECONDS = 30;

  String url() {
    return line.substring(LISTENING.length());
  }

  /** Ends it by SIGTERM, and waits for its end. */
  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("the server does not end");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
