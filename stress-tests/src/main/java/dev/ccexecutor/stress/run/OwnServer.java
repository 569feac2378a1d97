package dev.ccexecutor.stress.run;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.stress.result.ServerFacts;
import dev.ccexecutor.stress.server.PackagedServer;
import dev.ccexecutor.stress.server.ServerProcess;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A server that the suite has started, with a data directory of its own. */
final class OwnServer implements Target {
  /** Small enough that what is held without need shows. */
  private static final List<String> JVM_FLAGS = List.of("-Xmx256m", "-XX:MaxDirectMemorySize=256m");

  private static final int WARM_UP_COMMANDS = 20;

  private final Path directory;
  private final List<String> arguments;
  private final LogTail log;
  private ServerProcess process;
  private ExecutorClient probe;
  private ServerFacts facts;

  private OwnServer(Path directory, List<String> arguments) {
    this.directory = directory;
    this.arguments = arguments;
    this.log = new LogTail(directory.resolve("log"));
  }

  /**
   * Starts one.
   *
   * @param directory for its data and its log, empty; it stays the caller's
   * @param arguments of {@code serve}
   */
  static OwnServer start(Path directory, List<String> arguments) throws Exception {
    OwnServer server = new OwnServer(Files.createDirectories(directory), arguments);
    try {
      server.launch();
      // What a server opens once and keeps, it has opened then.
      Probes.warmUp(server.probe(), WARM_UP_COMMANDS);
    } catch (Exception e) {
      server.destroy();
      throw e;
    }
    return server;
  }

  private synchronized void launch() throws Exception {
    List<String> words = new ArrayList<>(List.of("--log-format", "json", "--log-level", "info"));
    words.addAll(arguments);
    ProcessBuilder command =
        PackagedServer.serveCommand(
            JVM_FLAGS, directory.resolve("data"), words.toArray(String[]::new));
    ServerProcess.withoutSettings(command);
    command.redirectError(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()));
    process = ServerProcess.startWithItsLog(command, directory.resolve("log"));
    probe = Waiting.answer(ExecutorClient.connect(process.uri(), options()));
    facts = Probes.facts(probe, process.uri(), true, OptionalLong.of(process.pid()));
  }

  /** SIGKILL, and another server on the same data. Who asks for the probe meanwhile waits. */
  synchronized void crashAndRestart() throws Exception {
    process.destroy();
    probe.close();
    launch();
  }

  @Override
  public synchronized URI uri() {
    return process.uri();
  }

  @Override
  public ClientOptions options() {
    return ClientOptions.defaults().withOpenTimeoutMillis(Waiting.OPEN_MILLIS);
  }

  @Override
  public List<String> connectionWords() {
    return List.of("--url", uri().toString());
  }

  @Override
  public Map<String, String> connectionVariables() {
    return Map.of();
  }

  @Override
  public boolean isOwn() {
    return true;
  }

  @Override
  public synchronized OptionalLong pid() {
    return OptionalLong.of(process.pid());
  }

  @Override
  public boolean isHere() {
    return true;
  }

  @Override
  public Optional<List<String>> newLogLines() {
    return Optional.of(log.next());
  }

  @Override
  public synchronized ExecutorClient probe() {
    return probe;
  }

  @Override
  public synchronized ServerFacts facts() {
    return facts;
  }

  /** Ends it by SIGTERM, and tells its exit code. */
  synchronized int stop() throws InterruptedException {
    probe.close();
    process.sendTerm();
    return process.awaitExit();
  }

  /** For cleaning up: by SIGTERM, so that it ends what it runs; if it does not end, by SIGKILL. */
  synchronized void destroy() throws InterruptedException {
    if (process == null || !process.isAlive()) {
      return;
    }
    try {
      process.sendTerm();
      process.awaitExit();
    } finally {
      process.destroy();
    }
  }
}
