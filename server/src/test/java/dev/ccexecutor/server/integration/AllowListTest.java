package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Attempts to run something else on a server that has a list of programs. */
@Timeout(60)
class AllowListTest {
  @RegisterExtension
  static final RunningTestServer SERVER =
      RunningTestServer.withSettings(
          "allow", "echo,cat,head,yes,awk,printenv,/usr/bin/printf,sleep", "shell", "/bin/bash");

  @TempDir Path directory;

  private TestClient client;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
  }

  private JsonNode refusal(Map<String, ?> params) {
    JsonNode error = client.callFailing("execute", params);
    assertThat(error.get("code").asInt()).as("%s", error).isEqualTo(-32001);
    assertThat(error.get("data").get("kind").asString()).isEqualTo("command_not_allowed");
    return error.get("data");
  }

  private JsonNode refusalOfLine(String line) {
    return refusal(Map.of("command", line));
  }

  private JsonNode refusalOfArgv(String... argv) {
    return refusal(Map.of("argv", List.of(argv)));
  }

  /** A program of an attacker's under that name, which leaves a mark if it runs. */
  private Path plant(String name) throws Exception {
    Path program = directory.resolve(name);
    Files.writeString(program, "#!/bin/sh\ntouch " + directory.resolve("mark") + "\n");
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void assertNothingRan() {
    assertThat(directory.resolve("mark")).doesNotExist();
    assertThat(client.inbox().all()).noneMatch(one -> one.toString().contains("process."));
    client.assertAlive();
  }

  @Test
  void shouldRunAListedProgramWhenItIsCalledByArgvOrInALine() {
    assertThat(client.run("echo 'a  b' \"c'd\"").stdout()).isEqualTo("a  b c'd\n");
    assertThat(client.run(Map.of("argv", List.of("echo", "$x\n;sh"))).stdout())
        .isEqualTo("$x\n;sh\n");
    assertThat(client.run("/bin/echo x").stdout()).isEqualTo("x\n");
    assertThat(client.run("/usr/bin/echo x").stdout()).isEqualTo("x\n");
  }

  @Test
  void shouldRunAPipelineWhenAllItsProgramsAreListed() {
    assertThat(client.run("yes | head -n 2").stdout()).isEqualTo("y\ny\n");
    assertThat(client.run("echo 'a b' | awk '{print $2; print \"#\"}' | cat -n").stdout())
        .isEqualTo("     1\tb\n     2\t#\n");
  }

  @Test
  void shouldSpawnTheProgramItselfWhenThereIsNoPipe() throws Exception {
    RemoteCommand command = client.execute("sleep 600");

    // It is empty for the moment in which exec exchanges the memory.
    Path words = Path.of("/proc/" + command.pid() + "/cmdline");
    Deadline.await("the program to run").until(() -> !Files.readString(words).isEmpty());
    assertThat(Files.readString(words)).isEqualTo("/usr/bin/sleep\0" + "600\0");
    command.control("KILL");
    command.awaitCompleted();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cat;sh",
        "cat ; sh",
        "cat&sh",
        "cat&&sh",
        "cat||sh",
        "cat\nsh",
        "cat\n",
        "echo $(sh)",
        "echo `sh`",
        "echo \"$(sh)\"",
        "echo \"`sh`\"",
        "cat <(sh)",
        "cat >x",
        "echo {a,b}",
        "cat *",
        "! cat",
        "A=b cat",
        "cat\u00a0|sh",
        "cat ｜ sh",
        "cat ǀ｜",
        "{ cat",
        "(cat)",
        "cat #",
        "cat ~root",
        "cat \\| sh",
        "echo \"\\n\"",
        "cat 'x",
        "cat |",
        "| cat",
        "cat | | cat",
        "time cat",
        "if cat",
        "cat \u0001",
        "cat \u007f"
      })
  void shouldRefuseALineWhenAShellCouldMakeMoreOfIt(String line) {
    JsonNode data = refusalOfLine(line);

    assertThat(data.get("field").asString()).isEqualTo("command");
    assertThat(data.has("position")).isTrue();
    assertNothingRan();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sh",
        "cat|sh",
        "sh|cat",
        "cat | cat | sh -c id",
        "'' x",
        "'cat ' x",
        "'cat;sh'",
        "eval cat",
        ". /etc/profile",
        "exec cat",
        "cd /",
        "command cat",
        "builtin echo",
        "CAT x",
        "cat/",
        "./cat",
        "../bin/cat",
        "/usr/bin/../bin/cat",
        "/usr//bin/cat",
        "/usr/bin/./cat",
        "/proc/self/root/usr/bin/cat",
        "/bin/sh",
        "/usr/bin/mawk",
        "mawk",
        "-cat",
        "catǀsh",
        "/lib64/ld-linux-x86-64.so.2 /bin/sh",
        "busybox echo"
      })
  void shouldRefuseALineWhenAProgramIsNotListedByThisName(String line) {
    JsonNode data = refusalOfLine(line);

    assertThat(data.get("reason").asString()).isEqualTo("program_not_allowed");
    assertNothingRan();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sh",
        "/bin/sh",
        "./cat",
        "cat ",
        " cat",
        "cat\n",
        "/usr/bin/../bin/cat",
        "Cat",
        "cat/",
        "/usr/bin/cat/../sh",
        "/proc/self/exe",
        "c\u0430t"
      })
  void shouldRefuseArgvWhenItsProgramIsNotListedByThisName(String program) {
    JsonNode data = refusalOfArgv(program, "x");

    assertThat(data.get("reason").asString()).isEqualTo("program_not_allowed");
    assertThat(data.get("field").asString()).isEqualTo("argv[0]");
    assertThat(data.get("program").asString()).isEqualTo(program);
    assertNothingRan();
  }

  @Test
  void shouldRefuseAnArgumentWithANulBeforeAnythingElse() {
    JsonNode error = client.callFailing("execute", Map.of("argv", List.of("echo", "a\0b")));

    assertThat(error.get("code").asInt()).isEqualTo(-32602);
    assertThat(error.get("data").get("field").asString()).isEqualTo("argv[1]");
  }

  @Test
  void shouldRunTheListsProgramWhenAnotherOfItsNameIsInTheDirectory() throws Exception {
    plant("cat");
    Files.writeString(directory.resolve("text"), "text\n");

    Map<String, Object> params = Map.of("command", "cat text", "cwd", directory.toString());

    assertThat(client.run(params).stdout()).isEqualTo("text\n");
    assertThat(refusal(Map.of("command", "./cat text", "cwd", directory.toString()))).isNotNull();
    assertThat(directory.resolve("mark")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PATH",
        "LD_PRELOAD",
        "LD_LIBRARY_PATH",
        "LD_AUDIT",
        "BASH_ENV",
        "ENV",
        "PYTHONPATH",
        "GIT_SSH",
        "HOME",
        "SHELLOPTS",
        "BASH_FUNC_echo%%",
        "FOO",
        "IFS"
      })
  void shouldRefuseEveryVariableWhenThereIsAList(String name) throws Exception {
    plant("cat");

    JsonNode data = refusal(Map.of("command", "cat", "env", Map.of(name, directory.toString())));

    assertThat(data.get("reason").asString()).isEqualTo("environment_not_allowed");
    assertThat(data.get("field").asString()).isEqualTo("env." + name);
    assertNothingRan();
  }

  @Test
  void shouldRefuseToRemoveAVariableWhenThereIsAList() {
    JsonNode data =
        refusal(Map.of("command", "cat", "env", Collections.singletonMap("PATH", null)));

    assertThat(data.get("reason").asString()).isEqualTo("environment_not_allowed");
  }

  @Test
  void shouldRefuseAnUnlistedLinkWhenItLeadsToAListedProgram() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("cat"), Path.of("/bin/cat"));

    assertThat(refusalOfArgv(link.toString()).get("reason").asString())
        .isEqualTo("program_not_allowed");
  }

  @Test
  void shouldTellTooLongAnArgumentAsTheKernelDoes() {
    JsonNode error =
        client.callFailing("execute", Map.of("command", "echo " + "x".repeat(200_000)));

    assertThat(error.get("code").asInt()).isEqualTo(-32006);
    assertThat(error.get("data").get("errno").asString()).isEqualTo("E2BIG");
  }

  @Test
  void shouldCutAProgramsNameWhenItIsTold() {
    String shown = refusalOfArgv("x".repeat(100_000)).get("program").asString();

    assertThat(shown).hasSizeLessThan(300).endsWith("…");
  }

  @Test
  void shouldTellWhatMayRunWhenItIsAsked() {
    JsonNode policy = client.call("server.info", Map.of()).get("policy");

    assertThat(policy.get("shells").asBoolean()).isFalse();
    assertThat(policy.get("environment")).isEmpty();
    assertThat(policy.get("programs").get(0).toString())
        .isEqualTo("{\"command\":[\"echo\"],\"args\":\"any\"}");
  }

  @Test
  void shouldRefuseAProgramWhenItsLinkWasGivenAnotherTarget() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("tool"), Path.of("/bin/cat"));
    try (RunningTestServer server = RunningTestServer.start("allow", link + ",cat")) {
      client = server.connect();
      assertThat(client.run(Map.of("argv", List.of(link.toString(), "/dev/null"))).stdout())
          .isEmpty();
      Path evil = plant("evil");
      Files.delete(link);
      Files.createSymbolicLink(link, evil);

      assertThat(refusalOfArgv(link.toString(), "x").get("reason").asString())
          .isEqualTo("program_changed");
      assertThat(refusalOfLine("cat | " + link).get("reason").asString())
          .isEqualTo("program_changed");
      assertThat(directory.resolve("mark")).doesNotExist();
      assertThat(client.run(Map.of("argv", List.of("cat", "/dev/null"))).result()).isNotNull();
    }
  }

  @Test
  void shouldKeepTheListsNameWhenAProgramDependsOnIt() throws Exception {
    Path restricted = Files.createSymbolicLink(directory.resolve("rbash"), Path.of("/bin/bash"));
    try (RunningTestServer server = RunningTestServer.start("allow", restricted + ",cat")) {
      client = server.connect();
      String script = "echo $0; cd / 2>/dev/null || echo restricted";

      RemoteCommand alone =
          client.run(Map.of("argv", List.of(restricted.toString(), "-c", script)));
      RemoteCommand piped = client.run(restricted + " -c '" + script + "' | cat");

      String expected = restricted.getParent().toRealPath() + "/rbash\nrestricted\n";
      assertThat(alone.stdout()).isEqualTo(expected);
      assertThat(piped.stdout()).isEqualTo(expected);
      assertThat(refusalOfArgv("/bin/bash", "-c", script).get("reason").asString())
          .isEqualTo("program_not_allowed");
      assertThat(refusalOfArgv("bash").get("reason").asString()).isEqualTo("program_not_allowed");
    }
  }

  @Test
  void shouldGiveAChildOnlyTheServersVariablesWhenThereIsAList() {
    assertThat(client.run("printenv LD_PRELOAD BASH_ENV ENV").stdout()).isEmpty();
    assertThat(client.run("printenv PATH").stdout().strip()).isEqualTo(System.getenv("PATH"));
  }

  @Test
  void shouldFreeTheIdWhenACommandWasRefused() {
    refusal(Map.of("command", "sh", "execution_id", "again"));

    assertThat(client.run(Map.of("command", "echo x", "execution_id", "again")).stdout())
        .isEqualTo("x\n");
  }
}
