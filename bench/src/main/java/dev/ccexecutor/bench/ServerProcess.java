package dev.ccexecutor.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * A server in a process of its own, with a folder of its own that goes when it ends. Both are
 * cleared away also when this JVM is told to end, by Ctrl-C say.
 */
public final class ServerProcess implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofSeconds(30);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long STOP_SECONDS = 15;
  private static final long HASTY_STOP_SECONDS = 3;
  private static final String SETTINGS_PREFIX = "CC_EXECUTOR_";
  private static final String JVM_ENDS = "nothing is started any more: this JVM is ending";

  private final Log log;
  private final Thread onShutdown = new Thread(this::endHastily, "server-ender");
  private TemporaryFolder folder;
  private Process process;
  private boolean ended;

  /** What becomes of its stderr. */
  public enum Log {
    /** Shown when the server has ended. */
    SHOWN,
    /** Told only where the server does not start. */
    DROPPED
  }

  private ServerProcess(Log log) {
    this.log = log;
  }

  /**
   * Starts it.
   *
   * @param command gets its folder and makes the command line
   */
  public static ServerProcess start(Log log, Function<Path, List<String>> command)
      throws IOException {
    ServerProcess server = new ServerProcess(log);
    // First, so that there is no moment at which it or its folder would be left behind. A JVM that
    // is ending already refuses this.
    try {
      Runtime.getRuntime().addShutdownHook(server.onShutdown);
    } catch (IllegalStateException e) {
      throw new IOException(JVM_ENDS, e);
    }
    try {
      server.begin(command);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    return server;
  }

  private synchronized void begin(Function<Path, List<String>> command) throws IOException {
    if (ended) {
      throw new IOException(JVM_ENDS);
    }
    folder = TemporaryFolder.create("cc-executor-bench");
    ProcessBuilder builder = new ProcessBuilder(command.apply(folder.path()));
    builder.environment().keySet().removeIf(name -> name.startsWith(SETTINGS_PREFIX));
    builder.redirectOutput(folder.path().resolve("stdout").toFile());
    builder.redirectError(stderr().toFile());
    process = builder.start();
    process.getOutputStream().close();
  }

  private Path stderr() {
    return folder.path().resolve("stderr");
  }

  public long pid() {
    return process.pid();
  }

  /** Waits for a line of stdout that begins so, and returns what follows in it. */
  public String awaitAnnouncement(String begin) throws IOException {
    Path stdout = folder.path().resolve("stdout");
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    while (System.nanoTime() - deadline < 0 && process.isAlive()) {
      for (String line : Files.readString(stdout).split("(?<=\n)")) {
        if (line.startsWith(begin) && line.endsWith("\n")) {
          return line.substring(begin.length()).strip();
        }
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    throw new IOException(
        "the server did not start. It said: "
            + Files.readString(stdout)
            + Files.readString(stderr()));
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it as an operator would; one that does not obey is killed, and that is an error. */
  @Override
  public void close() throws IOException {
    boolean obeyed = end(STOP_SECONDS);
    try {
      Runtime.getRuntime().removeShutdownHook(onShutdown);
    } catch (IllegalStateException e) {
      // The JVM is ending, and the hook finds nothing to do any more.
    }
    if (!obeyed) {
      throw new IOException("the server did not stop when it was told to");
    }
  }

  private void endHastily() {
    try {
      end(HASTY_STOP_SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized boolean end(long seconds) throws IOException {
    if (ended) {
      return true;
    }
    ended = true;
    if (folder == null) {
      return true;
    }
    boolean obeyed = process == null || stop(seconds);
    if (log == Log.SHOWN && Files.exists(stderr())) {
      Files.copy(stderr(), System.err);
    }
    folder.delete();
    return obeyed;
  }

  private boolean stop(long seconds) {
    process.destroy();
    boolean obeyed = false;
    try {
      obeyed = process.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!obeyed) {
      process.destroyForcibly();
      process.onExit().join();
    }
    return obeyed;
  }
}
