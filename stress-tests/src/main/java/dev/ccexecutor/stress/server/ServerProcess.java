package dev.ccexecutor.stress.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server that runs as a process of its own, and what it writes. */
public final class ServerProcess {

  private static final String LISTENING = "listening on ";
  private static final long START_SECONDS = 60;
  private static final long STOP_SECONDS = 30;

  private final Process process;
  private final URI uri;
  private final CompletableFuture<List<String>> restOfStdout;
  private final Path log;

  private ServerProcess(
      Process process, URI uri, CompletableFuture<List<String>> restOfStdout, Path log) {
    this.process = process;
    this.uri = uri;
    this.restOfStdout = restOfStdout;
    this.log = log;
  }

  /**
   * Starts it and waits until it listens.
   *
   * @param log a file for its stderr
   */
  public static ServerProcess start(ProcessBuilder command, Path log) throws Exception {
    return startAsItIs(withoutSettings(command), log);
  }

  /** As {@link #start}, with the settings that the command has in its environment. */
  public static ServerProcess startAsItIs(ProcessBuilder command, Path log) throws Exception {
    return startWithItsLog(command.redirectError(log.toFile()), log);
  }

  /** As {@link #startAsItIs}; the command's stderr leads to the log already. */
  public static ServerProcess startWithItsLog(ProcessBuilder command, Path log) throws Exception {
    Process process = command.start();
    BufferedReader stdout = process.inputReader(StandardCharsets.UTF_8);
    try {
      String line =
          CompletableFuture.supplyAsync(() -> readLine(stdout), ServerProcess::startThread)
              .get(START_SECONDS, TimeUnit.SECONDS);
      if (line == null || !line.startsWith(LISTENING)) {
        throw new IllegalStateException("no server: " + line + "\n" + Files.readString(log));
      }
      CompletableFuture<List<String>> rest =
          CompletableFuture.supplyAsync(() -> stdout.lines().toList(), ServerProcess::startThread);
      URI uri = URI.create(line.substring(LISTENING.length()));
      return new ServerProcess(process, uri, rest, log);
    } catch (Exception e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Settings of whoever runs the tests are none of a test. */
  public static ProcessBuilder withoutSettings(ProcessBuilder command) {
    command.environment().keySet().removeIf(name -> name.startsWith("CC_EXECUTOR_"));
    return command;
  }

  /** Readers that wait would use up the common pool, which has as few threads as processors. */
  private static void startThread(Runnable reader) {
    Thread.ofPlatform().daemon().start(reader);
  }

  private static String readLine(BufferedReader reader) {
    try {
      return reader.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI uri() {
    return uri;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The lines of its stderr so far. */
  public List<String> logLines() throws IOException {
    return Files.readAllLines(log);
  }

  /** What it wrote to its stdout after the line that says that it listens; known when it ended. */
  public List<String> restOfStdout() throws Exception {
    return restOfStdout.get(STOP_SECONDS, TimeUnit.SECONDS);
  }

  /** Sends SIGTERM. */
  public void sendTerm() {
    process.destroy();
  }

  /** Its exit code, when it has ended. */
  public int awaitExit() throws InterruptedException {
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the server does not end");
    }
    return process.exitValue();
  }

  /** For cleaning up: SIGKILL if it still runs. */
  public void destroy() throws InterruptedException {
    process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
  }
}
