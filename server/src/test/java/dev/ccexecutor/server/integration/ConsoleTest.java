package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ccexecutor.server.testkit.HttpExchange;
import dev.ccexecutor.server.testkit.PrivateFiles;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.UpgradeRefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the web console, and which pages may connect because of it. */
@Timeout(60)
class ConsoleTest {
  private static final String TOKEN = "console-token-0123456789";

  /** Masked by zeros, without a code. */
  private static final String CLOSE_FRAME = "\u0088\u0080\0\0\0\0";

  private static final Pattern FILE_OF_THE_PAGE = Pattern.compile("(?:src|href)=\"([^\"]+)\"");
  private static final Pattern IMPORT = Pattern.compile("from '\\./([^']+)'");

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  @TempDir private Path directory;

  private static HttpExchange.Response get(String path, String... headers) throws IOException {
    return HttpExchange.send(SERVER.port(), "GET", path, headers);
  }

  private static String ownOrigin(RunningTestServer server) {
    return "Origin: http://localhost:" + server.port();
  }

  private static String ownHost(RunningTestServer server) {
    return "localhost:" + server.port();
  }

  @ParameterizedTest
  @CsvSource({
    "/console, text/html; charset=utf-8, <title>CC-Executor</title>",
    "/console/console.js, text/javascript; charset=utf-8, import",
    "/console/console.css, text/css; charset=utf-8, prefers-color-scheme",
    "/console/icon.svg, image/svg+xml, <svg",
    "/console/xterm.js, text/javascript; charset=utf-8, Terminal",
    "/console/xterm.css, text/css; charset=utf-8, .xterm-viewport",
    "/console/xterm-addon-fit.js, text/javascript; charset=utf-8, FitAddon",
    "/console?theme=x, text/html; charset=utf-8, <title>CC-Executor</title>",
  })
  void shouldServeTheFilesWhenTheyAreAskedFor(String path, String type, String part)
      throws Exception {
    HttpExchange.Response response = get(path);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers()).containsEntry("Content-Type", type);
    assertThat(response.body()).contains(part);
    assertThat(response.headers())
        .containsEntry(
            "Content-Length",
            Integer.toString(response.body().getBytes(StandardCharsets.UTF_8).length));
  }

  @Test
  void shouldServeEachFileWhenThePageOrAScriptNamesIt() throws Exception {
    Matcher files = FILE_OF_THE_PAGE.matcher(get("/console").body());
    int count = 0;
    while (files.find()) {
      assertThat(get("/" + files.group(1)).status()).as(files.group(1)).isEqualTo(200);
      count++;
    }
    Matcher imports = IMPORT.matcher(get("/console/console.js").body());
    while (imports.find()) {
      HttpExchange.Response script = get("/console/" + imports.group(1));
      assertThat(script.status()).as(imports.group(1)).isEqualTo(200);
      Matcher further = IMPORT.matcher(script.body());
      while (further.find()) {
        assertThat(get("/console/" + further.group(1)).status())
            .as(further.group(1))
            .isEqualTo(200);
        count++;
      }
    }
    assertThat(count).isGreaterThan(10);
  }

  @Test
  void shouldKeepEverythingElseOutWhenThePageIsShown() throws Exception {
    HttpExchange.Response response = get("/console");

    assertThat(response.headers().get("Content-Security-Policy"))
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
        .contains("connect-src 'self'", "frame-ancestors 'none'", "form-action 'none'")
        .contains("require-trusted-types-for 'script'")
        .doesNotContain("unsafe", "*", "http");
    assertThat(response.headers())
        .containsEntry("X-Content-Type-Options", "nosniff")
        .containsEntry("X-Frame-Options", "DENY")
        .containsEntry("Referrer-Policy", "no-referrer")
        .containsEntry("Cache-Control", "no-cache");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "W/%s", "\"other\", %s", "*"})
  void shouldSendNoContentWhenTheBrowserHasIt(String condition) throws Exception {
    String tag = get("/console").headers().get("ETag");

    HttpExchange.Response again = get("/console", "If-None-Match: " + condition.formatted(tag));

    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.headers()).containsEntry("ETag", tag);
  }

  @Test
  void shouldSendContentWhenTheBrowserHasAnother() throws Exception {
    String tag = get("/console/console.js").headers().get("ETag");

    assertThat(get("/console", "If-None-Match: " + tag, "If-None-Match: \"x\"").status())
        .isEqualTo(200);
  }

  @Test
  void shouldSendTheHeadOnlyWhenThatIsAskedFor() throws Exception {
    HttpExchange.Response head = HttpExchange.send(SERVER.port(), "HEAD", "/console");

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers())
        .containsEntry("Content-Length", get("/console").headers().get("Content-Length"));
  }

  @ParameterizedTest
  @CsvSource({"POST, /console", "PUT, /console/console.js", "POST, /console/access"})
  void shouldRefuseWhenItIsNotToBeRead(String method, String path) throws Exception {
    HttpExchange.Response response = HttpExchange.send(SERVER.port(), method, path);

    assertThat(response.status()).isEqualTo(405);
    assertThat(response.headers()).containsEntry("Allow", "GET, HEAD");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/",
        "/console/console.html",
        "/console/nope.js",
        "/console/../console/console.js",
        "/console/%2e%2e/console",
        "/console/..%2fConsoleFiles.class",
        "/console/..%5c..%5cx",
        "/console//console.js",
        "/console/./console.js",
        "/console/console.js/",
        "/console/console.js%00",
        "/console/%2fetc/passwd",
        "/console/%",
        "/Console",
        "/console/META-INF/MANIFEST.MF",
      })
  void shouldFindNothingWhenThePathIsNoneOfItsOwn(String path) throws Exception {
    assertThat(get(path).status()).isEqualTo(404);
  }

  @Test
  void shouldRefuseWhenTheHostIsForeign() throws Exception {
    String answer =
        HttpExchange.sendRaw(
            SERVER.port(),
            "GET /console HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 421");
  }

  @Test
  void shouldConnectWhenThePageIsTheServersOwn() throws Exception {
    assertThat(upgrade(SERVER, ownHost(SERVER), ownOrigin(SERVER))).startsWith("HTTP/1.1 101");
  }

  @Test
  void shouldRefuseWhenAProxySaysThatThePageIsItsOwn() throws Exception {
    String answer =
        upgrade(
            SERVER,
            ownHost(SERVER),
            "Origin: https://console.example",
            "X-Forwarded-Host: console.example",
            "X-Forwarded-Proto: https",
            "Forwarded: host=console.example;proto=https");

    assertThat(answer).startsWith("HTTP/1.1 403");
  }

  @Test
  void shouldRefuseWhenThePageIsOfAnotherServerOfThisMachine() throws Exception {
    assertThat(upgrade(SERVER, ownHost(SERVER), "Origin: http://localhost:1"))
        .startsWith("HTTP/1.1 403");
    assertThat(upgrade(SERVER, ownHost(SERVER), "Origin: http://localhost"))
        .startsWith("HTTP/1.1 403");
    assertThat(upgrade(SERVER, ownHost(SERVER), ownOrigin(SERVER), ownOrigin(SERVER)))
        .startsWith("HTTP/1.1 403");
  }

  @Test
  void shouldHaveNoConsoleWhenItIsSwitchedOff() throws Exception {
    try (RunningTestServer server = RunningTestServer.start("console", "false")) {
      for (String path : new String[] {"/console", "/console/console.js", "/console/access"}) {
        assertThat(HttpExchange.send(server.port(), "GET", path).status()).isEqualTo(404);
      }
      assertThat(upgrade(server, ownHost(server), ownOrigin(server))).startsWith("HTTP/1.1 403");
    }
  }

  @Test
  void shouldTellWhoMayConnectWhenThereAreTokens() throws Exception {
    Path file = PrivateFiles.write(directory.resolve("tokens"), "ops:" + TOKEN + "\n");
    try (RunningTestServer server = RunningTestServer.start("token-file", file.toString())) {
      assertThat(HttpExchange.send(server.port(), "GET", "/console").status()).isEqualTo(200);
      HttpExchange.Response without = HttpExchange.send(server.port(), "GET", "/console/access");
      assertThat(without.status()).isEqualTo(401);
      assertThat(without.headers()).containsKey("WWW-Authenticate");
      assertThat(access(server, "wrong-token-0123456789")).isEqualTo(401);
      assertThat(access(server, TOKEN)).isEqualTo(200);
    }
  }

  @Test
  void shouldSlowGuessersDownWhenTheyAskForAccess() throws Exception {
    Path file = PrivateFiles.write(directory.resolve("tokens"), "ops:" + TOKEN + "\n");
    try (RunningTestServer server = RunningTestServer.start("token-file", file.toString())) {
      for (int i = 0; i < 5; i++) {
        assertThat(access(server, "wrong-token-000000000" + i)).isEqualTo(401);
      }

      assertThat(access(server, "wrong-token-0000000009")).isEqualTo(429);
    }
  }

  @Test
  void shouldRefuseAccessWhenTheTokenIsInTheAddress() throws Exception {
    assertThat(get("/console/access?token=" + TOKEN).status()).isEqualTo(400);
  }

  @Test
  void shouldConnectWithATokenWhenThePageOffersItAsASubprotocol() throws Exception {
    Path file = PrivateFiles.write(directory.resolve("tokens"), "ops:" + TOKEN + "\n");
    try (RunningTestServer server = RunningTestServer.start("token-file", file.toString())) {
      String offer = "Sec-WebSocket-Protocol: cc-executor.v1, bearer." + TOKEN;

      String answer = upgrade(server, ownHost(server), ownOrigin(server), offer);

      assertThat(answer).startsWith("HTTP/1.1 101").doesNotContain(TOKEN);
      assertThat(upgrade(server, ownHost(server), ownOrigin(server))).startsWith("HTTP/1.1 401");
      assertThat(upgrade(server, ownHost(server), "Origin: http://localhost:1", offer))
          .startsWith("HTTP/1.1 403");
    }
  }

  @Test
  void shouldRefuseOtherPagesStillWhenThereIsAConsole() {
    assertThatThrownBy(() -> SERVER.connect("Origin: null"))
        .isInstanceOf(UpgradeRefusedException.class);
    UpgradeRefusedException refused =
        catchThrowableOfType(
            UpgradeRefusedException.class, () -> SERVER.connect("Origin: https://evil.example"));
    assertThat(refused.response().status()).isEqualTo(403);
  }

  private static int access(RunningTestServer server, String token) throws IOException {
    return HttpExchange.send(
            server.port(), "GET", "/console/access", "Authorization: Bearer " + token)
        .status();
  }

  /**
   * The head of the answer, and of what follows only what comes before the client's close frame.
   */
  private static String upgrade(RunningTestServer server, String host, String... headers)
      throws IOException {
    String request =
        String.join(
            "\r\n",
            "GET /ws HTTP/1.1",
            "Host: " + host,
            "Connection: Upgrade, close",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            String.join("\r\n", headers),
            "",
            CLOSE_FRAME);
    return HttpExchange.sendRaw(server.port(), request);
  }
}
