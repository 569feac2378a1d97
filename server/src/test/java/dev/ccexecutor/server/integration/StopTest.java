package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.ObservedProcess;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a server leaves behind that is stopped: closing {@link RunningTestServer} fails where a
 * child, a zombie among them, a descriptor or a thread is left.
 */
@Timeout(60)
class StopTest {
  /** Each ends in another way, and most of them about when the server does. */
  private static final List<String> LINES =
      List.of(
          "true",
          "sleep 0.01",
          "(sleep 0.02 &)",
          "(setsid sleep 0.02 &) ; sleep 0.01",
          "sleep 1000 & exec true",
          "(setsid sh -c 'sleep 0.01; sleep 0.01' &) ; kill -9 $$",
          "trap '' TERM; while :; do sleep 0.01; done");

  @RepeatedTest(10)
  void shouldLeaveNobodyWhenItStopsWhileCommandsEnd() throws Exception {
    try (RunningTestServer server = RunningTestServer.start()) {
      TestClient client = server.connect();
      for (String line : LINES) {
        client.send("execute", Map.of("command", line, "grace", 0.05, "drain_timeout", 0.01));
      }
      int last = client.send("execute", Map.of("command", "exit 7"));
      client.awaitAnswer(last);
    }
  }

  @RepeatedTest(5)
  void shouldLeaveNobodyWhenItStopsAsSoonAsTheEndIsTold() throws Exception {
    try (RunningTestServer server = RunningTestServer.start()) {
      TestClient client = server.connect();
      for (String line : List.of("true", "(sleep 0.02 &)", "sleep 0.01")) {
        client.run(line);
      }
    }
  }

  /** Else nobody would reap those whom it gets. */
  @Test
  void shouldAdoptNobodyAnyMoreWhenAllServersHaveStopped() throws Exception {
    try (RunningTestServer first = RunningTestServer.start();
        RunningTestServer second = RunningTestServer.start()) {
      assertThat(first.port()).isNotEqualTo(second.port());
      assertThat(parentOfAnOrphan()).isEqualTo((int) ProcessHandle.current().pid());
    }
    assertThat(parentOfAnOrphan()).isNotEqualTo((int) ProcessHandle.current().pid());
  }

  private static int parentOfAnOrphan() throws IOException, InterruptedException {
    Process parent = new ProcessBuilder("sh", "-c", "sleep 1000 >/dev/null & echo $!").start();
    try (BufferedReader output = parent.inputReader(StandardCharsets.UTF_8)) {
      int pid = Integer.parseInt(output.readLine());
      try {
        assertThat(parent.waitFor()).isZero();
        return new ObservedProcess(pid).parent();
      } finally {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }
}
