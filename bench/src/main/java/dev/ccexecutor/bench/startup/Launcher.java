package dev.ccexecutor.bench.startup;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The launcher of an installation, run as a user does; with its AOT caches or without. */
final class Launcher {
  private static final String AOT_VARIABLE = "CC_EXECUTOR_AOT";
  private static final long PATIENCE_SECONDS = 300;

  private final Path script;
  private final boolean cached;

  Launcher(Path script, boolean cached) {
    this.script = script.toAbsolutePath();
    this.cached = cached;
  }

  /** Builds what has to be built, and the caches, so that no start does. */
  void prepare() throws IOException, InterruptedException {
    await(start("prepare"), "prepare");
  }

  /** A server, from now until it listens. */
  ListeningServer serve(Path dataDirectory) throws IOException {
    long begin = System.nanoTime();
    Process process = start("serve", "--port", "0", "--data-dir", dataDirectory.toString());
    BufferedReader stdout = process.inputReader(StandardCharsets.UTF_8);
    String line = stdout.readLine();
    long nanos = System.nanoTime() - begin;
    if (line == null || !line.startsWith(ListeningServer.LISTENING)) {
      process.destroyForcibly();
      throw new IOException("the server does not listen: " + line);
    }
    return new ListeningServer(process, line, nanos);
  }

  /** How long it takes to have {@code true} run on a server, in nanoseconds. */
  long run(String url) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    await(start("run", "--url", url, "--", "true"), "run");
    return System.nanoTime() - begin;
  }

  private Process start(String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of(script.toString()));
    words.addAll(Arrays.asList(arguments));
    ProcessBuilder command =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD);
    if (cached) {
      command.environment().remove(AOT_VARIABLE);
    } else {
      command.environment().put(AOT_VARIABLE, "off");
    }
    return command.start();
  }

  private static void await(Process process, String what) throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("the launcher failed: " + what);
    }
  }
}
