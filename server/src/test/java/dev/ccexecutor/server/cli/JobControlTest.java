package dev.ccexecutor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.RunningTestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client at a real terminal, below a real shell with job control. */
@Timeout(180)
class JobControlTest {
  private static final String CTRL_C = "\u0003";
  private static final String CTRL_Z = "\u001a";

  /** Numbers without end; the quotes keep the shell's echo from looking like one. */
  private static final String COUNTING =
      "'i=0; while :; do echo nu''mber$i; i=$((i+1)); sleep 0.1; done'";

  @TempDir static Path directory;

  private static RunningTestServer server;
  private static Path program;

  private RemoteShell shell;

  @BeforeAll
  static void startServer() throws Exception {
    server = RunningTestServer.start();
    program = ClientJvm.script(directory);
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @BeforeEach
  void startShell() {
    shell = new RemoteShell(server.port(), program);
  }

  @AfterEach
  void endShell() {
    shell.close();
  }

  @Test
  void shouldGiveItATerminalAndPutOursBackWhenThisIsOne() {
    shell.run("before=$(stty -g)");
    assertThat(shell.run("$cc run -- 'tty; stty size; echo $TERM'"))
        .contains("/dev/pts/", "30 100", "xterm-256color");
    assertThat(shell.run("[ \"$before\" = \"$(stty -g)\" ] && echo un''changed"))
        .contains("unchanged");
  }

  @Test
  void shouldTellItsTerminalWhenOursIsResized() {
    shell.type(
        "$cc run -- 'trap \"stty size\" WINCH; echo re''ady; while :; do sleep 0.1; done'\n");
    shell.await("ready");
    shell.resize(111, 33);
    shell.await("33 111");
    shell.type(CTRL_C);
    shell.awaitPrompt();
    assertThat(shell.run("echo code=$?")).contains("code=130");
  }

  @Test
  void shouldEndWellAndSayTheIdWhenItIsDetachedByKeys() {
    shell.type("$cc run --id detached -- " + COUNTING + "\n");
    shell.await("number3");
    shell.type("\r~d");
    shell.await("detached from detached");
    shell.awaitPrompt();
    assertThat(shell.run("echo code=$?")).contains("code=0");
    assertThat(shell.run("$cc ps | grep detached")).contains("running");
    shell.run("$cc kill detached");
  }

  @Test
  void shouldTakeKeysThatAreMeantForItWhenTheyFollowALinesEnd() {
    shell.run("before=$(stty -g)");
    shell.type("$cc run --id escapes -- " + COUNTING + "\n");
    shell.await("number3");
    shell.type("\r~" + CTRL_Z);
    shell.await("Stopped");
    shell.awaitPrompt();
    assertThat(shell.run("[ \"$before\" = \"$(stty -g)\" ] && echo un''changed"))
        .contains("unchanged");
    assertThat(shell.run("$cc ps | grep escapes")).contains("paused");
    shell.type("fg\n");
    shell.await("number\\d+\r\n.*number\\d+");
    shell.type("\r~.");
    shell.awaitPrompt();
    assertThat(shell.run("echo code=$?")).contains("code=143");
  }

  @Test
  void shouldPauseWithTheClientWhenItIsStoppedAndGoOnInTheForeground() {
    shell.type("$cc run --no-tty --no-progress --id stops -- " + COUNTING + "\n");
    shell.await("number3");
    shell.type(CTRL_Z);
    shell.await("Stopped");
    shell.awaitPrompt();
    assertThat(shell.run("$cc ps | grep stops")).contains("paused");
    shell.type("fg\n");
    shell.await("number\\d+\r\nnumber\\d+");
    shell.type(CTRL_C);
    shell.awaitPrompt();
    assertThat(shell.run("echo code=$?")).contains("code=130");
  }

  @Test
  void shouldEndALoopOfTheShellWhenItIsInterrupted() {
    shell.type("for i in 1 2 3; do $cc run --no-tty -- 'echo tu''rn; sleep 60'; done\n");
    shell.await("turn");
    shell.type(CTRL_C);
    assertThat(shell.awaitPrompt()).doesNotContain("turn");
  }

  @Test
  void shouldNotBeStoppedWhenItRunsInTheBackgroundOfItsTerminal() {
    shell.type("$cc run --no-progress -- 'echo in the back''ground' & wait; jobs; echo wai''ted\n");
    assertThat(shell.await("waited").group()).contains("background").doesNotContain("Stopped");
  }

  @Test
  void shouldReadTheTerminalOnlyOnceItIsInTheForeground() {
    shell.type("$cc run --no-progress --id reads -- 'echo li''stening; cat' &\n");
    shell.await("listening");
    shell.type("echo of the sh''ell\n");
    shell.await("of the shell");
    shell.type("fg\n");
    shell.await("cat'\r\n");
    shell.type("for the comm" + "and\n");
    shell.await("for the command\r\n.*for the command\r\n");
    shell.type("\u0004");
    shell.awaitPrompt();
    assertThat(shell.run("echo code=$?")).contains("code=0");
  }
}
