package dev.ccexecutor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestCertificates;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HealthCommandTest {
  @TempDir private Path directory;

  private static String url(String scheme, int port) {
    return scheme + "://127.0.0.1:" + port + "/ws";
  }

  @Test
  void shouldSayThatAServerIsWellWhenItIsWithoutAnyToken() throws Exception {
    try (RunningTestServer server =
        RunningTestServer.withSettings()
            .withEnvironment(Map.of("CC_EXECUTOR_TOKENS", "ci:secret-token-0123456789"))
            .started()) {
      ProgramRun byOption = new ProgramRun(Map.of());
      assertThat(byOption.execute("health", "--url", url("ws", server.port()))).isZero();
      assertThat(byOption.out()).isEqualTo("{\"status\":\"ok\"}\n");

      ProgramRun byVariable = new ProgramRun(Map.of("CC_EXECUTOR_URL", url("ws", server.port())));
      assertThat(byVariable.execute("health", "--ready")).isZero();
      assertThat(byVariable.out()).isEqualTo("{\"status\":\"ready\"}\n");
    }
  }

  @Test
  void shouldAskByTlsWhenTheServerHasThat() throws Exception {
    TestCertificates certificates = new TestCertificates(directory);
    certificates.issuer("ca");
    Path certificate = certificates.certificate("server", "ca", "san=dns:executor.example");
    try (RunningTestServer server =
        RunningTestServer.start(
            "tls-cert", certificate.toString(), "tls-key", certificates.key("server").toString())) {
      ProgramRun program = new ProgramRun(Map.of());
      assertThat(program.execute("health", "--url", url("wss", server.port()))).isZero();
      assertThat(program.execute("health", "--url", url("ws", server.port()))).isEqualTo(1);
    }
  }

  @Test
  void shouldFailWhenTheServerSaysThatItIsNotReady() throws Exception {
    assertThat(answeredWith("HTTP/1.1 503 Service Unavailable\r\n\r\n{\"status\":\"draining\"}"))
        .isEqualTo("1 {\"status\":\"draining\"}\n");
    assertThat(answeredWith("HTTP/1.1 421 Misdirected Request\r\nContent-Length: 0\r\n\r\n"))
        .isEqualTo("1 HTTP status 421\n");
  }

  @Test
  void shouldFailWhenWhatAnswersIsNoServer() throws Exception {
    assertThat(answeredWith("SSH-2.0-OpenSSH_9.2\r\n")).isEqualTo("1 ");
    assertThat(answeredWith("")).isEqualTo("1 ");
  }

  /** The exit code, and what is printed, of one that is asked and answers just that. */
  private static String answeredWith(String reply) throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ExecutorService peer = Executors.newSingleThreadExecutor()) {
      Future<?> answered =
          peer.submit(
              () -> {
                try (Socket client = listener.accept()) {
                  client.getInputStream().read(new byte[1024]);
                  client.getOutputStream().write(reply.getBytes(StandardCharsets.US_ASCII));
                }
                return null;
              });
      ProgramRun program = new ProgramRun(Map.of());
      int exitCode =
          program.execute("health", "--ready", "--url", url("ws", listener.getLocalPort()));
      answered.get();
      return exitCode + " " + program.out();
    }
  }

  @Test
  void shouldFailWhenNobodyListens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    ProgramRun program = new ProgramRun(Map.of());

    assertThat(program.execute("health", "--url", url("ws", port))).isEqualTo(1);
    assertThat(program.err()).contains("127.0.0.1:" + port, "refused").hasLineCount(1);
  }

  @Test
  void shouldExplainItselfWhenTheUrlIsNone() {
    ProgramRun program = new ProgramRun(Map.of());

    assertThat(program.execute("health", "--url", "http://localhost")).isEqualTo(2);
    assertThat(program.err()).contains("is no URL of a server");
  }
}
