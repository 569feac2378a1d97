package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.stress.server.PackagedServer;
import dev.ccexecutor.stress.server.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The web console of a server that asks for tokens, and of one that goes away. */
@Timeout(180)
class ConsoleTokenBrowserTest {

  private static final String TOKEN = "console-token-0123456789";
  private static final String WRONG = "wrong-token-0123456789";

  @RegisterExtension static final Browser BROWSER = new Browser();

  @TempDir private Path directory;

  private Path tokens;
  private ServerProcess server;

  @BeforeEach
  void start() throws Exception {
    tokens = directory.resolve("tokens");
    Files.createFile(
        tokens, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(tokens, "ops:" + TOKEN + "\n");
    server = serve("0");
  }

  @AfterEach
  void stop() throws Exception {
    server.destroy();
  }

  private ServerProcess serve(String port) throws Exception {
    ProcessBuilder command =
        PackagedServer.serveCommand(
            List.of(), directory.resolve("data"), "--token-file", tokens.toString());
    command.command().set(command.command().indexOf("--port") + 1, port);
    return ServerProcess.start(command, directory.resolve("log-" + port));
  }

  private static void offer(ConsolePage page, String token) {
    page.fill("#token", token);
    page.press("Enter");
  }

  @Test
  void shouldAskUntilTheTokenIsRight() {
    ConsolePage page = ConsolePage.open(BROWSER, server.uri());
    page.until("document.querySelector('#access').checkVisibility()");
    assertThat(page.isVisible("#main")).isFalse();

    offer(page, "short");
    page.awaitText("#access-reason", "16 to 1024");
    offer(page, WRONG);
    page.awaitText("#access-reason", "does not know this token");
    offer(page, TOKEN);

    page.awaitConnected();
    page.start("by-token", "echo with-a-token", "none");
    page.awaitOutput("with-a-token");
    assertThat(page.isVisible("#access")).isFalse();
    assertThatNobodyShows(page, TOKEN);
    assertThatNobodyShows(page, WRONG);
    page.assertClean("/console/access");
  }

  private static void assertThatNobodyShows(ConsolePage page, String token) {
    String everything =
        "document.documentElement.outerHTML + location.href + JSON.stringify(localStorage)"
            + " + JSON.stringify(sessionStorage) + document.cookie"
            + " + [...document.querySelectorAll('input')].map((each) => each.value)";
    assertThat(page.evaluate(everything).asString()).doesNotContain(token);
    assertThat(BROWSER.call("facts").toString()).doesNotContain(token);
  }

  @Test
  void shouldForgetTheTokenWhenThePageIsLoadedAgain() {
    ConsolePage page = ConsolePage.open(BROWSER, server.uri());
    page.until("document.querySelector('#access').checkVisibility()");
    offer(page, TOKEN);
    page.awaitConnected();

    page.reload();

    page.until("document.querySelector('#access').checkVisibility()");
  }

  @Test
  void shouldKeepTheTokenWhenThatIsAskedForAndForgetItWhenToldTo() {
    ConsolePage page = ConsolePage.open(BROWSER, server.uri());
    page.until("document.querySelector('#access').checkVisibility()");
    page.click("#keep-token");
    offer(page, TOKEN);
    page.awaitConnected();

    page.reload();
    page.awaitConnected();
    assertThat(page.isVisible("#access")).isFalse();

    page.click("#forget-token");
    page.until("document.querySelector('#access').checkVisibility()");
    assertThatNobodyShows(page, TOKEN);
  }

  @Test
  void shouldAskAgainWhenTheTokenIsRevoked() throws Exception {
    ConsolePage page = ConsolePage.open(BROWSER, server.uri());
    page.until("document.querySelector('#access').checkVisibility()");
    offer(page, TOKEN);
    page.awaitConnected();

    Files.writeString(tokens, "others:other-token-0123456789\n");

    page.awaitText("#access-reason", "revoked");
  }

  @Test
  void shouldSayThatTheServerIsGoneAndComeBackWithIt() throws Exception {
    ConsolePage page = ConsolePage.open(BROWSER, server.uri());
    page.until("document.querySelector('#access').checkVisibility()");
    offer(page, TOKEN);
    page.awaitConnected();
    page.start("before", "echo before-the-end; exec sleep 1000", "none");
    page.awaitOutput("before-the-end");

    server.destroy();
    page.awaitText("#connection", "Next try in");
    assertThat(page.isVisible("#retry")).isTrue();
    assertThat(page.output()).contains("before-the-end");
    server = serve(Integer.toString(server.uri().getPort()));

    page.awaitConnected();
    page.awaitState("lost");
    page.start("after", "echo after-the-start", "none");
    page.awaitOutput("after-the-start");
    page.assertClean("/metrics", "/console/access", "/ws");
  }
}
