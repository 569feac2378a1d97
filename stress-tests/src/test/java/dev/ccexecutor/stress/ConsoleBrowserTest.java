package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.TerminalSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a person does with the web console, in a real browser. */
@Timeout(180)
class ConsoleBrowserTest {
  private static final String TERMINAL_SIZE =
      "(({rows, cols}) => `${rows} ${cols}`)(window.seen.terminals.at(-1))";

  private static final int SCROLLBACK_LINES = 5_000;
  private static final long MAX_HEAP_BYTES = 100L << 20;

  /** Far more than a page may hold. */
  private static final long MUCH_BYTES = 100L << 20;

  private static final int COUNT = 60;

  @RegisterExtension static final Browser BROWSER = new Browser();

  @RegisterExtension static final ServerUnderTest SERVER = ServerUnderTest.plain();

  private ConsolePage page;

  @BeforeEach
  void connect() {
    page = ConsolePage.connect(BROWSER, SERVER.uri());
  }

  @AfterEach
  void assertClean() {
    page.assertClean();
  }

  private static ExecutionStatus status(String id) throws Exception {
    try (StressClient client = SERVER.connect()) {
      return client.status(id);
    }
  }

  private static ExecutionState state(String id) throws Exception {
    return status(id).state();
  }

  @Test
  void shouldListWhenAnotherClientStartsAndEnds() throws Exception {
    try (StressClient other = SERVER.connect()) {
      ObservedExecution execution =
          other.start(
              ExecuteParams.command("exec sleep 1000").labels(Map.of("task", "of-another")));

      page.choose(execution.id());
      page.awaitState("running");
      assertThat(page.text("#rows")).contains("exec sleep 1000", "task=of-another");
      assertThat(page.text("#view-command")).isEqualTo("exec sleep 1000");

      other.control(ControlType.KILL, execution);
      page.awaitState("killed");
    }
  }

  @Test
  void shouldShowOutputAndEndWhenACommandIsStarted() {
    page.start("shown", "echo marker-$((40+2)); echo wrong-$((40+3)) >&2; exit 3", "none");

    page.awaitOutput("marker-42");
    page.awaitOutput("wrong-43");
    page.awaitState("exit 3");
    page.awaitText("#view-facts", "exit code 3");
    assertThat(page.text("#view-output")).contains("stdout 10 B", "stderr 9 B");
  }

  @Test
  void shouldShowErrorsInAnotherColourWhenTheyAreOfStderr() {
    page.start("colours", "echo out; sleep 0.2; echo err >&2", "none");
    page.awaitOutput("err");

    String cell = "window.seen.terminals.at(-1).buffer.active.getLine(%d).getCell(0).getFgColor()";
    assertThat(page.evaluate(cell.formatted(0)).asInt()).isEqualTo(-1);
    assertThat(page.evaluate(cell.formatted(1)).asInt()).isEqualTo(1);
  }

  @Test
  void shouldPauseResumeAndCancelWhenToldTo() throws Exception {
    page.start("controlled", "exec sleep 1000", "none");
    page.awaitState("running");

    page.control("Pause");
    page.awaitState("paused");
    assertThat(state("controlled")).isEqualTo(ExecutionState.PAUSED);
    page.control("Resume");
    page.awaitState("running");
    page.control("Cancel");
    page.awaitState("canceled");
    assertThat(status("controlled").exit().signal()).isEqualTo("TERM");
  }

  @Test
  void shouldKillWhenACommandIgnoresTheRest() throws Exception {
    page.start("stubborn", "trap '' TERM INT; echo deaf; while :; do sleep 1; done", "none");
    page.awaitOutput("deaf");

    page.control("Interrupt");
    page.control("Kill");

    page.awaitState("killed");
    assertThat(status("stubborn").exit().signal()).isEqualTo("KILL");
  }

  @Test
  void shouldTellWhenACommandCantBeStarted() {
    page.click("#new");
    page.fill("#start-command", "true");
    page.fill("#start-cwd", "/no/such/folder");
    page.click("#start-form button[type=submit]");

    page.awaitText("#start-message", "ENOENT");
    page.click("#start-cancel");
  }

  @Test
  void shouldStartOnceWhenTheConnectionGoesBeforeTheAnswerComes(@TempDir Path directory)
      throws Exception {
    Path starts = directory.resolve("starts");
    page.evaluate(
        "void ((socket, send) => socket.send = (text) => {"
            + " send.call(socket, text); if (text.includes('\"execute\"')) socket.close(); })"
            + "(window.seen.sockets.at(-1), WebSocket.prototype.send)");

    page.start("", "echo x >> '" + starts + "'; echo is-started", "none");

    page.awaitOutput("is-started");
    page.awaitState("exit 0");
    assertThat(page.text("#view-title")).startsWith("console-");
    assertThat(starts).hasContent("x");
    assertThat(page.evaluate("window.seen.sockets.length").asInt()).isGreaterThan(1);
  }

  @Test
  void shouldSendLinesWhenACommandReadsItsInput() {
    page.start("reader", "sort; echo sorted", "pipe");

    page.fill("#line", "pear ünd");
    page.press("Enter");
    page.fill("#line", "apple");
    page.click("#line-input button[type=submit]");
    page.click("#end-input");

    page.awaitOutput("sorted");
    assertThat(page.output()).isEqualTo("apple\npear ünd\nsorted");
    page.awaitState("exit 0");
  }

  @Test
  void shouldTypeAndResizeWhenACommandHasATerminal() {
    page.start("shell", "exec bash --norc --noprofile -i", "pty");
    page.type("echo typed-$((40+2))\n");
    page.awaitOutput("typed-42");

    String before = page.evaluate(TERMINAL_SIZE).asString();
    page.resize(1000, 700);
    // The page fits its terminal when it has been laid out anew.
    page.until(TERMINAL_SIZE + " !== '" + before + "'");
    page.type("while sleep 0.1; do echo size-$(stty size).; done\n");
    page.until("window.seen.text().includes(`size-${" + TERMINAL_SIZE + "}.`)");

    page.press("Control+c");
    page.type("exit 5\n");
    page.awaitState("exit 5");
  }

  @Test
  void shouldLeaveTheTerminalWhenTheKeyForThatIsPressed() {
    page.start("trap", "exec cat", "pty");
    page.type("x");
    page.awaitOutput("x");

    page.press("F6");

    assertThat(page.evaluate("document.activeElement.closest('#controls') !== null").asBoolean())
        .isTrue();
    page.control("Kill");
    page.awaitState("killed");
  }

  @Test
  void shouldStayBoundedAndResponsiveWhenACommandFloods() throws Exception {
    page.start("flood", "yes flooding-output", "none");
    page.until("/[MG]iB not shown/.test(document.querySelector('#view-output').textContent)");
    page.until(
        "document.querySelector('#rows .chosen').textContent.match(/[0-9] GiB|[0-9]{3} MiB/)");

    page.control("Pause");
    page.awaitState("paused");
    page.evaluate("gc()");
    assertThat(page.evaluate("performance.memory.usedJSHeapSize").asLong())
        .isLessThan(MAX_HEAP_BYTES);
    assertThat(page.evaluate("window.seen.terminals.at(-1).buffer.active.length").asInt())
        .isLessThan(SCROLLBACK_LINES + 200);
    assertThat(page.output()).contains("flooding-output");

    page.control("Resume");
    page.awaitState("running");
    page.control("Kill");
    page.awaitState("killed");
    assertThat(status("flood").stdout().to()).isGreaterThan(MUCH_BYTES);
  }

  @Test
  void shouldShowTheNewestWhenAFloodEnds() {
    page.start("ending", "yes flooding | head -c 100M; echo the-$((40+2))-end", "none");

    page.awaitOutput("the-42-end");
    page.awaitState("exit 0");
  }

  @Test
  void shouldMarkWhatIsGoneWhenOutputIsNoLongerKept() throws Exception {
    try (StressClient other = SERVER.connect()) {
      ObservedExecution execution =
          other.start(
              ExecuteParams.command("yes " + "long".repeat(50) + " | head -c 2M; echo last")
                  .output(OutputForm.NONE)
                  .replay(2000));
      execution.awaitCompleted();
      page.choose(execution.id());

      page.awaitOutput("last");
      assertThat(page.output()).contains("of stdout not shown: no longer kept", "longlong");
      assertThat(page.text("#view-output")).contains("in 1 gap");
    }
  }

  @Test
  void shouldNotBeMovedWhenOutputIsHostile() {
    String title = page.evaluate("document.title").asString().replaceAll("^\\([0-9]+\\) ", "");
    String hostile =
        "printf '<script>window.hacked=1</script><img src=x onerror=\"window.hacked=1\">\\n"
            + "\\033]0;hacked\\007\\033]2;hacked\\007\\033]52;c;aGFja2Vk\\007"
            + "\\033]8;;javascript:window.hacked=1\\007link\\033]8;;\\007"
            + "\\033[5t\\033[8;10;10t\\033]1337;File=inline=1:aGFja2Vk\\007"
            + "\\033Pq#0;2;0;0;0\\033\\\\\\n'; printf '%s\\n' all-\"printed\"";
    page.start("hostile", hostile, "none");

    page.awaitOutput("all-printed");
    page.awaitState("exit 0");
    assertThat(page.output()).contains("<script>window.hacked=1</script>");
    assertThat(page.evaluate("window.hacked === undefined").asBoolean()).isTrue();
    assertThat(page.evaluate("document.title").asString()).endsWith(title);
    assertThat(page.evaluate("document.querySelectorAll('img, body script').length").asInt())
        .isZero();
  }

  @Test
  void shouldShowAsTextWhenACommandOrALabelIsMarkup() throws Exception {
    String markup = "<img src=x onerror=window.hacked=1>";
    try (StressClient other = SERVER.connect()) {
      ObservedExecution execution =
          other.start(
              ExecuteParams.argv(List.of("echo", markup)).labels(Map.of("<b>name</b>", markup)));

      page.choose(execution.id());

      page.awaitText("#view-command", "echo <img");
      assertThat(page.text("#rows")).contains("<b>name</b>=" + markup);
      assertThat(page.evaluate("document.querySelectorAll('img, #rows b').length").asInt())
          .isZero();
    }
  }

  @Test
  void shouldTypeNothingWhenOutputThatIsOnlyLookedAtAsksTheTerminal() throws Exception {
    String asking =
        "printf '\\033[c\\033[>c\\033[5n\\033[6n\\033[?6n\\033P$qm\\033\\\\'; echo asked;"
            + " read -r -t 3 -n 1 answer; echo \"typed=${#answer}.\"";
    try (StressClient other = SERVER.connect()) {
      ObservedExecution execution =
          other.start(
              ExecuteParams.argv(List.of("bash", "-c", asking)).pty(new TerminalSize(80, 24)));
      page.choose(execution.id());

      page.awaitOutput("typed=");
      assertThat(page.output()).contains("asked", "typed=0.");
    }
  }

  @Test
  void shouldAnswerWhenTheProgramOfItsOwnTerminalAsks() {
    String asking =
        "exec bash -c 'stty raw -echo; sleep 1; printf \"\\033[6n\"; read -r -d R answer;"
            + " stty sane; echo \"typed=${#answer}.\"'";
    page.start("asking", asking, "pty");

    page.awaitOutput("typed=");
    assertThat(page.output()).doesNotContain("typed=0.");
  }

  @Test
  void shouldGoOnWithoutLossWhenTheConnectionOfItsOwnerIsCut() {
    page.start("counted", counting(), "none");
    page.awaitOutput("n-5-end");

    page.cutOff();
    page.awaitConnected();

    page.awaitOutput("n-" + COUNT + "-end");
    page.awaitState("exit 0");
    assertThat(numbers()).isEqualTo(IntStream.rangeClosed(1, COUNT).boxed().toList());
  }

  @Test
  void shouldGoOnWithoutLossWhenTheConnectionOfAnObserverIsCut() throws Exception {
    try (StressClient other = SERVER.connect()) {
      ObservedExecution execution = other.start(ExecuteParams.command(counting()));
      page.choose(execution.id());
      page.awaitOutput("n-5-end");

      page.cutOff();
      page.awaitConnected();

      page.awaitOutput("n-" + COUNT + "-end");
      assertThat(numbers()).isEqualTo(IntStream.rangeClosed(1, COUNT).boxed().toList());
    }
  }

  private static String counting() {
    return "i=0; while [ $i -lt " + COUNT + " ]; do i=$((i+1)); echo n-$i-end; sleep 0.1; done";
  }

  private List<Integer> numbers() {
    List<Integer> numbers = new ArrayList<>();
    Matcher number = Pattern.compile("n-([0-9]+)-end").matcher(page.output());
    while (number.find()) {
      numbers.add(Integer.valueOf(number.group(1)));
    }
    return numbers;
  }

  @Test
  void shouldBecomeTheOwnerWhenItTakesOver() throws Exception {
    try (StressClient other = SERVER.connect()) {
      ObservedExecution execution =
          other.start(ExecuteParams.command("echo taken-over; exec sleep 1000").window(4096));
      page.choose(execution.id());
      page.awaitText("#view-facts", "looking on");

      page.control("Take over");

      page.awaitText("#view-facts", "taken over here");
      page.awaitOutput("taken-over");
      page.control("Cancel");
      page.awaitState("canceled");
    }
  }

  @Test
  void shouldKeepItsCommandRunningWhenAnotherIsShown() throws Exception {
    page.start("first", "while :; do echo first-lives; sleep 0.2; done", "none");
    page.awaitOutput("first-lives");
    page.start("second", "echo second-is-here", "none");
    page.awaitOutput("second-is-here");

    page.choose("first");
    page.awaitState("running");
    page.awaitOutput("first-lives");
    page.awaitText("#view-facts", "started or taken over here");

    page.control("Kill");
    page.awaitState("killed");
    assertThat(state("first")).isEqualTo(ExecutionState.COMPLETED);
  }

  @Test
  void shouldFindWhenTheListIsFiltered() {
    page.start("needle", "echo needle", "none");
    page.start("other-thing", "true", "none");
    page.awaitListed("needle");

    page.fill("#filter", "NEEDLE");

    page.until("document.querySelectorAll('#rows tr').length === 1");
    assertThat(page.text("#rows")).contains("needle");
    page.fill("#filter", "no such thing at all");
    page.awaitText("#list-empty", "None is like this");
  }

  @Test
  void shouldFitWhenTheWindowIsNarrow() {
    page.start("narrow", "echo narrow-output", "none");
    page.awaitOutput("narrow-output");

    page.resize(390, 800);

    page.until("document.documentElement.scrollWidth <= 390");
    assertThat(page.isVisible("#controls")).isTrue();
  }
}
