package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.stress.server.PackagedServer;
import dev.ccexecutor.stress.server.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged server under something that does as systemd does (sd_notify(3)). */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ServiceManagerStressTest {
  private static final long PATIENCE_SECONDS = 60;
  private static final String PYTHON = "/usr/bin/python3";

  @TempDir Path directory;

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private Path script;
  private Process receiver;
  private ServerProcess server;

  @BeforeEach
  void prepare() throws IOException {
    assumeThat(Path.of(PYTHON)).as("needs python3").exists();
    script = directory.resolve("service-manager.py");
    try (InputStream text = getClass().getResourceAsStream("/service-manager.py")) {
      Files.copy(text, script);
    }
  }

  @AfterEach
  void end() throws InterruptedException {
    if (server != null) {
      server.destroy();
    }
    if (receiver != null) {
      receiver.destroyForcibly().waitFor();
    }
  }

  private void listen(String name) throws IOException {
    receiver = new ProcessBuilder(PYTHON, script.toString(), "listen", name).start();
    BufferedReader lines = receiver.inputReader(StandardCharsets.UTF_8);
    assertThat(lines.readLine()).isEqualTo("bound");
    Thread.ofPlatform().daemon().start(() -> lines.lines().forEach(heard::add));
  }

  private ProcessBuilder serve(String... arguments) {
    return PackagedServer.serveCommand(List.of(), directory.resolve("data"), arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"path", "abstract"})
  void shouldTellWhenItListensThatItLivesAndThatItEnds(String kind) throws Exception {
    String name =
        kind.equals("path") ? directory.resolve("notify").toString() : "@" + UUID.randomUUID();
    listen(name);
    ProcessBuilder command = serve("--drain-timeout", "50");
    command.environment().put("NOTIFY_SOCKET", name);
    command.environment().put("WATCHDOG_USEC", "6000000");
    server = ServerProcess.start(command, directory.resolve("log"));

    patiently().until(() -> heard.contains("READY=1|STATUS=0 sessions, 0 executions"));
    patiently().until(() -> heard.stream().filter(one -> one.contains("WATCHDOG=1")).count() >= 3);
    try (StressClient client = StressClient.connect(server.uri())) {
      ObservedExecution running =
          client.start(ExecuteParams.command("env; echo ready; trap '' TERM; sleep 1000"));
      patiently().until(() -> running.jsonOutput().stdout().text().contains("ready"));
      assertThat(running.jsonOutput().stdout().text())
          .doesNotContain("NOTIFY_SOCKET", "WATCHDOG_USEC");
      patiently()
          .until(() -> heard.stream().anyMatch(one -> one.contains("STATUS=1 sessions, 1 exec")));

      server.sendTerm();
      patiently()
          .until(
              () ->
                  heard.contains(
                      "STOPPING=1|EXTEND_TIMEOUT_USEC=80000000"
                          + "|STATUS=draining: 1 sessions, 1 executions"));
      signal("INT"); // Told again it does not wait for the drain timeout,
      signal("TERM"); // and once more it does not wait for the grace of a command either.
      assertThat(server.awaitExit()).isZero();
    }
    assertThat(server.logLines())
        .anyMatch(line -> line.contains("what runs is stopped"))
        .noneMatch(line -> line.contains("\"level\":\"ERROR\""));
  }

  private static ConditionFactory patiently() {
    return Awaitility.await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private void signal(String name) throws Exception {
    patiently().ignoreExceptions().until(() -> Files.exists(Path.of("/proc/" + server.pid())));
    new ProcessBuilder("kill", "-" + name, Long.toString(server.pid())).start().waitFor();
  }

  @Test
  void shouldServeOnTheSocketThatItIsHanded() throws Exception {
    List<String> words = new ArrayList<>(List.of(PYTHON, script.toString(), "activate"));
    words.addAll(serve("--host", "127.0.0.2").command());
    server = ServerProcess.start(new ProcessBuilder(words), directory.resolve("log"));

    assertThat(server.uri().getHost()).isEqualTo("127.0.0.1"); // The socket counts.
    try (StressClient client = StressClient.connect(server.uri())) {
      ObservedExecution listing = client.start(ExecuteParams.command("env; ls /proc/self/fd"));
      listing.awaitWholeJson();
      assertThat(listing.jsonOutput().stdout().text())
          .doesNotContain("LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES");
    }
    server.sendTerm();
    assertThat(server.awaitExit()).isZero();
  }

  @Test
  void shouldRefuseToStartWhenWhatItIsHandedIsNoListeningSocket() throws Exception {
    ProcessBuilder command =
        new ProcessBuilder(
            "/bin/sh", "-c", "LISTEN_PID=$$ LISTEN_FDS=1 exec \"$@\" 3</dev/null", "sh");
    command.command().addAll(serve().command());
    Process refused =
        ServerProcess.withoutSettings(command)
            .redirectError(directory.resolve("log").toFile())
            .start();

    assertThat(refused.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(refused.exitValue()).isEqualTo(2);
    assertThat(Files.readString(directory.resolve("log")))
        .contains("the socket that was handed over (descriptor 3): ");
  }
}
