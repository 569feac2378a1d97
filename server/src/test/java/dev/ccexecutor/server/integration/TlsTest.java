package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ccexecutor.protocol.client.CcExecutorClient;
import dev.ccexecutor.protocol.client.ClientConnection;
import dev.ccexecutor.protocol.client.ClientException;
import dev.ccexecutor.protocol.client.ClientListener;
import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.frame.DataFrameHeader;
import dev.ccexecutor.server.testkit.CapturedLog;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.PrivateFiles;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestCertificates;
import dev.ccexecutor.server.testkit.TlsPeer;
import dev.ccexecutor.server.transport.ClientAccess;
import io.netty.buffer.ByteBuf;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@Timeout(120)
class TlsTest {
  private static final long FLOOD_BYTES = 30_000_000;
  private static final String THIS_MACHINE = "san=ip:127.0.0.1,dns:localhost";

  @TempDir private static Path directory;

  private static TestCertificates certificates;
  private static Path issuer;
  private static Path certificate;

  @TempDir private Path changing;

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates = new TestCertificates(directory);
    issuer = certificates.issuer("ca");
    certificate = certificates.certificate("server", "ca", THIS_MACHINE);
    certificates.certificate("client", "ca");
    certificates.certificate("other", "ca", THIS_MACHINE);
    certificates.issuer("stranger");
    certificates.certificate("intruder", "stranger", THIS_MACHINE);
  }

  private static Path crt(String name) {
    return directory.resolve(name + ".crt");
  }

  private static RunningTestServer start(String... more) throws Exception {
    return RunningTestServer.withSettings(more)
        .with("tls-cert", certificate.toString())
        .with("tls-key", certificates.key("server").toString())
        .started();
  }

  private static ClientConnection connect(
      RunningTestServer server, SslContext tls, ClientListener listener) {
    return CcExecutorClient.connect(
            URI.create("wss://127.0.0.1:" + server.port() + "/ws"),
            ClientOptions.defaults().withTls(tls).withListener(listener))
        .join();
  }

  private static ClientConnection connect(RunningTestServer server, SslContext tls) {
    return connect(server, tls, new ClientListener() {});
  }

  private static ClientException failure(RunningTestServer server, SslContext tls) {
    CompletionException failed =
        catchThrowableOfType(CompletionException.class, () -> connect(server, tls).close().join());
    assertThat(failed).as("refused").isNotNull();
    return (ClientException) failed.getCause();
  }

  /** Adds up what comes of one stream, in its order. */
  private static final class Sum implements ClientListener {
    private final CRC32C checksum = new CRC32C();
    private final CompletableFuture<JsonNode> end = new CompletableFuture<>();
    private long bytes;
    private long misplaced;

    @Override
    public void onData(DataFrameHeader header, ByteBuf payload) {
      if (header.stream() == StreamType.STDOUT) {
        misplaced += header.offset() == bytes ? 0 : 1;
        bytes += payload.readableBytes();
        checksum.update(payload.nioBuffer());
      }
    }

    @Override
    public void onNotification(String method, JsonNode params) {
      if (method.equals("process.completed")) {
        end.complete(params);
      }
    }

    @Override
    public void onClosed(int code, String reason) {
      end.completeExceptionally(new IOException("closed with " + code + " " + reason));
    }
  }

  /** All of it was on disk, and in memory no more, before any of it was read. */
  @ParameterizedTest
  @CsvSource({"overflow", "all"})
  void shouldSendEveryByteWhenItComesFromDisk(String spool) throws Exception {
    try (RunningTestServer server = start()) {
      SslContext tls = TlsPeer.trusting(issuer);
      Sum sum = new Sum();
      ClientConnection reader = connect(server, tls, sum);
      ClientConnection control = connect(server, tls);
      String id =
          reader
              .request("execute", flood(spool))
              .get(60, TimeUnit.SECONDS)
              .get("execution_id")
              .asString();
      reader.readingEnabled(false);
      Deadline.await("the command to have written all")
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> written(control, id) == FLOOD_BYTES);

      reader.readingEnabled(true);
      JsonNode end = sum.end.get(60, TimeUnit.SECONDS);

      assertThat(sum.misplaced).isZero();
      assertThat(sum.bytes).isEqualTo(FLOOD_BYTES);
      assertThat(end.get("stdout").get("bytes").asLong()).isEqualTo(FLOOD_BYTES);
      assertThat(end.get("stdout").get("crc32c").asString())
          .isEqualTo("%08x".formatted(sum.checksum.getValue()));
      reader.close().join();
      control.close().join();
    }
  }

  private static Map<String, Object> flood(String spool) {
    return Map.of(
        "command",
        "yes 'a line that repeats' | head -c " + FLOOD_BYTES,
        "output",
        "binary",
        "replay",
        0,
        "spool",
        spool);
  }

  private static long written(ClientConnection control, String id) {
    return control
        .request("execution.status", Map.of("execution_id", id))
        .join()
        .get("stdout")
        .get("to")
        .asLong();
  }

  @Test
  void shouldControlWhenAFloodIsNotRead() throws Exception {
    try (RunningTestServer server = start()) {
      SslContext tls = TlsPeer.trusting(issuer);
      Sum sum = new Sum();
      ClientConnection client = connect(server, tls, sum);
      String id =
          client
              .request("execute", Map.of("command", "yes", "output", "binary"))
              .get(60, TimeUnit.SECONDS)
              .get("execution_id")
              .asString();
      client.readingEnabled(false);
      CompletableFuture<JsonNode> killed =
          client.request("control", Map.of("type", "KILL", "execution_id", id));
      ClientConnection other = connect(server, tls);
      Deadline.await("the command to end")
          .until(
              () ->
                  !other
                      .request("execution.status", Map.of("execution_id", id))
                      .join()
                      .get("exit")
                      .isNull());

      client.readingEnabled(true);

      assertThat(killed.get(60, TimeUnit.SECONDS).get("status").asString()).isEqualTo("killed");
      JsonNode end = sum.end.get(60, TimeUnit.SECONDS);
      assertThat(end.get("stdout").get("bytes").asLong()).isEqualTo(sum.bytes);
      client.close().join();
      other.close().join();
    }
  }

  @Test
  void shouldRefuseTheServerWhenItsIssuerIsNotTrusted() throws Exception {
    try (RunningTestServer server = start()) {
      ClientException failure = failure(server, TlsPeer.trusting(crt("stranger")));

      assertThat(failure.reason()).isEqualTo(ClientException.Reason.TLS);
      assertThat(failure).hasMessageContaining("the server's certificate is not trusted");
    }
  }

  @Test
  void shouldRefuseTheServerWhenItsCertificateIsForAnotherHost() throws Exception {
    try (RunningTestServer server =
        RunningTestServer.start(
            "tls-cert",
            crt("client").toString(),
            "tls-key",
            certificates.key("client").toString())) {
      assertThat(failure(server, TlsPeer.trusting(issuer)))
          .hasMessageContaining("the server's certificate is not trusted");
    }
  }

  @Test
  void shouldWantACertificateWhenClientsHaveAnIssuer() throws Exception {
    try (RunningTestServer server = start("tls-client-ca", issuer.toString())) {
      connect(server, TlsPeer.trusting(issuer, crt("client"), certificates.key("client")))
          .close()
          .join();

      assertThat(failure(server, TlsPeer.trusting(issuer)).reason())
          .isEqualTo(ClientException.Reason.TLS);
      assertThat(
              failure(
                      server,
                      TlsPeer.trusting(issuer, crt("intruder"), certificates.key("intruder")))
                  .reason())
          .isEqualTo(ClientException.Reason.TLS);
    }
  }

  @Test
  void shouldWantATokenTooWhenBothAreConfigured() throws Exception {
    Path tokens = PrivateFiles.write(changing.resolve("tokens"), "ci:ci-token-0123456789");
    try (RunningTestServer server = start("token-file", tokens.toString())) {
      assertThat(failure(server, TlsPeer.trusting(issuer)).reason())
          .isEqualTo(ClientException.Reason.UNAUTHORIZED);
    }
  }

  @Test
  void shouldShowTheNewCertificateToNewConnectionsWhenItsFilesChange() throws Exception {
    Path cert = changing.resolve("cert");
    Path key = changing.resolve("key");
    Files.copy(certificate, cert);
    PrivateFiles.write(key, Files.readString(certificates.key("server")));
    try (RunningTestServer server =
            RunningTestServer.start("tls-cert", cert.toString(), "tls-key", key.toString());
        SSLSocket old = TlsPeer.open(server.port(), issuer);
        CapturedLog log = CapturedLog.ofPackage(ClientAccess.class)) {
      assertThat(TlsPeer.subject(old)).isEqualTo("CN=server");

      Files.writeString(cert, "no certificate");
      Deadline.await("a line about the broken file")
          .until(
              () ->
                  !log.valuesOf(
                          "the TLS files have changed and can't be used; the former ones stay in"
                              + " force")
                      .isEmpty());
      try (SSLSocket meanwhile = TlsPeer.open(server.port(), issuer)) {
        assertThat(TlsPeer.subject(meanwhile)).isEqualTo("CN=server");
      }
      PrivateFiles.write(key, Files.readString(certificates.key("other")));
      Files.writeString(cert, Files.readString(crt("other")));

      Deadline.await("the new certificate").until(() -> shown(server).equals("CN=other"));
      assertThat(health(old)).startsWith("HTTP/1.1 200");
    }
  }

  private static String shown(RunningTestServer server) throws Exception {
    try (SSLSocket socket = TlsPeer.open(server.port(), issuer)) {
      return TlsPeer.subject(socket);
    }
  }

  private static String health(SSLSocket socket) throws IOException {
    socket
        .getOutputStream()
        .write(
            "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  @Test
  void shouldCloseAndLogNoneOfTheBytesWhenTheyAreNoTls() throws Exception {
    String secret = "Authorization: Bearer secret-0123456789";
    try (CapturedLog log = CapturedLog.ofPackage(ClientAccess.class)) {
      try (RunningTestServer server = start();
          Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        plain.setSoTimeout((int) Deadline.DEFAULT.toMillis());
        plain.getOutputStream().write((secret + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        plain.getInputStream().readAllBytes();
      }
      assertThat(log.valuesOf("connection refused"))
          .anyMatch(line -> line.get("reason").equals("TLS: a plain connection"));
    }
  }

  @Test
  void shouldCloseWhenTheTlsHandshakeTakesTooLong() throws Exception {
    try (RunningTestServer server = start("handshake-timeout", "1");
        Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      silent.setSoTimeout((int) Deadline.DEFAULT.toMillis());
      // The beginning of a record of 512 bytes.
      silent.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1});

      assertThat(silent.getInputStream().readAllBytes()).isEmpty();
    }
  }

  @Test
  void shouldNotStartWhenKeyAndCertificateDoNotBelongTogether() {
    assertThatThrownBy(
            () ->
                RunningTestServer.start(
                    "tls-cert",
                    certificate.toString(),
                    "tls-key",
                    certificates.key("other").toString()))
        .hasMessageContaining("is not the key");
  }

  @ParameterizedTest
  @CsvSource({"tls-cert", "tls-key", "tls-client-ca"})
  void shouldNotStartWhenOneOfTheFilesIsNotEnough(String setting) {
    assertThatThrownBy(() -> RunningTestServer.start(setting, certificate.toString()))
        .hasMessageContaining("tls-key");
  }
}
