package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.ObservedProcess;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import dev.ccexecutor.server.testkit.Unprivileged;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A server that is root, and whose commands are somebody else's. */
@Timeout(60)
@EnabledIf(
    value = "dev.ccexecutor.server.testkit.Unprivileged#canBeBecome",
    disabledReason = "this process is not root, or has no setpriv")
class RunAsTest {
  @RegisterExtension
  static final RunningTestServer SERVER =
      RunningTestServer.withSettings("run-as", Unprivileged.USER);

  @TempDir private Path directory;

  private TestClient client;

  @BeforeEach
  void connect() throws Exception {
    Unprivileged.open(directory);
    client = SERVER.connect();
  }

  private String outputOf(String command) {
    RemoteCommand ran = client.run(command);
    assertThat(ran.stderr()).isEmpty();
    return ran.stdout().strip();
  }

  private Path file(String name, String content, String permissions) throws IOException {
    Path file = Files.writeString(directory.resolve(name), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private static String database(String... words) throws Exception {
    Process process = new ProcessBuilder(words).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  @Test
  void shouldBeThatUserInAllItsGroupsAndNoneOfRootsWhenCommandStarts() throws Exception {
    assertThat(outputOf("id -un")).isEqualTo(Unprivileged.USER);
    for (String option : List.of("-u", "-ru", "-g", "-rg", "-G")) {
      assertThat(outputOf("id " + option))
          .as("id %s", option)
          .isEqualTo(database("id", option, Unprivileged.USER));
    }
    assertThat(outputOf("grep -E '^(Uid|Gid)' /proc/self/status").lines())
        .allSatisfy(line -> assertThat(line.split("\t")).hasSize(5).doesNotContain("0"));
  }

  @Test
  void shouldHaveNoCapabilityAndGainNoneWhenCommandStarts() {
    assertThat(outputOf("grep -E '^(Cap|NoNewPrivs)' /proc/self/status").lines())
        .hasSize(6)
        .filteredOn(line -> line.startsWith("Cap"))
        .allSatisfy(line -> assertThat(line).endsWith(":\t0000000000000000"));
    assertThat(outputOf("grep NoNewPrivs /proc/self/status")).isEqualTo("NoNewPrivs:\t1");
  }

  @Test
  void shouldHaveThatUsersEnvironmentWhenCommandStarts() throws Exception {
    String[] entry = database("getent", "passwd", Unprivileged.USER).split(":");

    assertThat(outputOf("echo $HOME:$USER:$LOGNAME:$SHELL"))
        .isEqualTo(String.join(":", entry[5], Unprivileged.USER, Unprivileged.USER, entry[6]));
  }

  @Test
  void shouldReachWhatTheClientHasSetWhenVariablesAreTheLoadersOwn() {
    Map<String, String> env = new HashMap<>();
    for (String name : List.of("TMPDIR", "LD_LIBRARY_PATH", "TZDIR", "MALLOC_ARENA_MAX", "PLAIN")) {
      env.put(name, "value of " + name);
    }

    String seen = client.run(Map.of("argv", List.of("env"), "env", env)).stdout();

    env.forEach((name, value) -> assertThat(seen.lines()).contains(name + "=" + value));
  }

  /** It is root when the loader of setpriv would heed this. */
  @Test
  void shouldRunNothingOfTheClientsAsRootWhenLibraryIsPreloaded() throws Exception {
    Path log = directory.resolve("loaded");
    Map<String, Object> params =
        Map.of(
            "argv", List.of("id", "-u"),
            "env", Map.of("LD_DEBUG", "libs", "LD_DEBUG_OUTPUT", log.toString()));

    RemoteCommand command = client.run(params);

    assertThat(command.stdout().strip()).isNotEqualTo("0").isNotEmpty();
    try (var files = Files.list(directory)) {
      assertThat(files).as("files of a loader that was root").isEmpty();
    }
  }

  @Test
  void shouldReadNoFileOfRootsAndOpenNoneByDirectoryWhenAsked() throws Exception {
    Path secret = file("secret", "hush", "rw-------");

    RemoteCommand command = client.run("cat " + secret);

    assertThat(command.stdout()).isEmpty();
    assertThat(command.stderr()).contains("Permission denied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kill -0 %1$d", "cat /proc/%1$d/environ", "ls /proc/%1$d/fd"})
  void shouldGetNoHoldOnTheServerWhenCommandTries(String attempt) throws Exception {
    long server = ProcessHandle.current().pid();

    RemoteCommand command = client.run(String.format(attempt, server));

    assertThat(command.awaitCompleted().get("exit_code").asInt()).isNotZero();
    assertThat(command.stdout()).isEmpty();
    assertThat(command.stderr()).containsPattern("ermission denied|not permitted");
  }

  /** Each thread has user ids of its own, and whoever shares one may signal the whole process. */
  @Test
  void shouldSignalNoThreadOfTheServerWhenCommandTries() throws Exception {
    String tasks = "/proc/" + ProcessHandle.current().pid() + "/task";

    RemoteCommand command =
        client.run(
            "n=0; for t in $(ls "
                + tasks
                + "); do n=$((n+1)); kill -0 $t 2>/dev/null && echo may signal $t; done; [ $n -gt"
                + " 10 ] && echo tried");

    assertThat(command.stdout()).isEqualTo("tried\n");
  }

  @Test
  void shouldBeAbleToOpenItsOwnStreamsByNameWhenTheyArePipes() {
    RemoteCommand command =
        client.run(
            Map.of("command", "echo out >/dev/stdout; echo err >/dev/stderr", "stdin", "pipe"));

    assertThat(command.stdout()).isEqualTo("out\n");
    assertThat(command.stderr()).isEqualTo("err\n");
  }

  @Test
  void shouldOwnItsTerminalWhenThereIsOne() {
    RemoteCommand command =
        client.run(
            Map.of(
                "command",
                "stat -c %U $(tty); echo x >/dev/tty; echo y >$(tty); id -un",
                "pty",
                Map.of("cols", 80, "rows", 24)));

    assertThat(command.stdout())
        .isEqualTo(String.join("\r\n", Unprivileged.USER, "x", "y", Unprivileged.USER, ""));
  }

  @Test
  void shouldBePutUnderLimitsAheadOfItsFirstInstructionWhenAsked() {
    RemoteCommand command =
        client.run(
            Map.of(
                "command",
                "ulimit -n; ulimit -t; nice; id -un",
                "limits",
                Map.of("open_files", 99, "cpu_s", 7, "nice", 4)));

    assertThat(command.stdout()).isEqualTo("99\n7\n4\n" + Unprivileged.USER + "\n");
  }

  @ParameterizedTest
  @CsvSource({
    "PAUSE,paused",
    "CANCEL,canceled",
    "KILL,killed",
  })
  void shouldReachWholeTreeWhenControlled(String control, String status) {
    RemoteCommand command =
        client.execute(
            Map.of(
                "command",
                "trap '' TERM; setsid sh -c 'trap \"\" TERM; echo $$; while :; do sleep 1000; done'"
                    + " & while :; do sleep 1000; done",
                "grace",
                0.2));
    ObservedProcess other = command.awaitPidLine();

    assertThat(command.control(control, 0.2).get("status").asString()).isEqualTo(status);
    if (control.equals("PAUSE")) {
      assertThat(command.process().isStopped()).isTrue();
      assertThat(other.isStopped()).isTrue();
      assertThat(command.control("RESUME").get("status").asString()).isEqualTo("resumed");
      command.control("KILL");
    }

    assertThat(command.awaitCompleted().get("tree_empty").asBoolean()).isTrue();
    assertThat(other.lives()).isFalse();
  }

  @Test
  void shouldTellWhatTheUserWouldMeetWhenNothingCanBeStarted() throws Exception {
    Path locked = file("locked", "#!/bin/sh\n", "rwx------");
    Path closed = Files.createDirectory(directory.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    file("closed/program", "#!/bin/sh\n", "rwxr-xr-x");
    String inside = closed.resolve("program").toString();
    Path text = file("text", "echo\n", "rwxr-xr-x");
    Path lost = file("lost", "#!/no/such/interpreter -x\n", "rwxr-xr-x");

    assertFails(List.of("/no/such"), null, "ENOENT", "/no/such");
    assertFails(List.of("no-such-program"), null, "ENOENT", "no-such-program");
    assertFails(List.of(locked.toString()), null, "EACCES", locked.toString());
    assertFails(List.of(inside), null, "EACCES", inside);
    assertFails(List.of(directory.toString()), null, "EACCES", directory.toString());
    assertFails(List.of(text.toString()), null, "ENOEXEC", text.toString());
    assertFails(List.of(lost.toString()), null, "ENOENT", lost.toString());
    for (Path broken : brokenPrograms()) {
      assertFails(List.of(broken.toString()), null, "ENOEXEC", broken.toString());
    }
    assertFails(List.of("true"), closed.toString(), "EACCES", closed.toString());
    assertFails(List.of("true"), text.toString(), "ENOTDIR", text.toString());
    assertFails(List.of("true", "x".repeat(200_000)), null, "E2BIG", null);
  }

  /** Whom the kernel refuses, setpriv would have a shell read (execvp(3)). */
  private List<Path> brokenPrograms() throws IOException {
    byte[] program = Files.readAllBytes(Path.of("/bin/true"));
    byte[] data = program.clone();
    data[16] = 4; // ET_CORE of elf(5)
    byte[] foreign = program.clone();
    foreign[18] = 22; // EM_S390
    byte[] empty = program.clone();
    empty[56] = 0;
    empty[57] = 0; // no program headers
    return List.of(
        program("word", "\u007fELF".getBytes(StandardCharsets.US_ASCII)),
        program("script", "\u007fELF\necho run by a shell\n".getBytes(StandardCharsets.US_ASCII)),
        program("short", Arrays.copyOf(program, 80)),
        program("data", data),
        program("foreign", foreign),
        program("empty", empty));
  }

  private Path program(String name, byte[] content) throws IOException {
    Path file = Files.write(directory.resolve(name), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void assertFails(List<String> argv, String cwd, String errno, String path) {
    Map<String, Object> params = new HashMap<>(Map.of("argv", argv));
    if (cwd != null) {
      params.put("cwd", cwd);
    }
    JsonNode error = client.callFailing("execute", params);

    assertThat(error.get("code").asInt()).as("%s", error).isEqualTo(-32006);
    assertThat(error.get("data").get("errno").asString()).as("%s", error).isEqualTo(errno);
    if (path != null) {
      assertThat(error.get("data").get("path").asString()).isEqualTo(path);
    }
  }

  @Test
  void shouldKeepProgramsOwnNameAndArgumentsWhenItStarts() throws Exception {
    RemoteCommand command = client.execute(Map.of("argv", List.of("sleep", "1000", "--", "-x")));
    RemoteCommand sleeper = client.execute(Map.of("argv", List.of("sleep", "1000")));

    Deadline.await("the program to run")
        .until(() -> commandLine(sleeper).equals("sleep\0001000\0"));
    assertThat(command.awaitCompleted().get("exit_code").asInt()).isEqualTo(1);
    sleeper.control("KILL");
    sleeper.awaitCompleted();
  }

  private static String commandLine(RemoteCommand command) throws IOException {
    return Files.readString(Path.of("/proc/" + command.pid() + "/cmdline"));
  }

  @Test
  void shouldStartWhereTheUserMayBeWhenNoDirectoryIsAskedFor() {
    assertThat(
            client
                .run("cd . && pwd -P && ls . >/dev/null")
                .awaitCompleted()
                .get("exit_code")
                .asInt())
        .isZero();
  }

  @Test
  void shouldStartInThatDirectoryWhenOneIsAskedFor() throws Exception {
    file("program", "#!/bin/sh\npwd\n", "rwxr-xr-x");

    assertThat(
            client.run(Map.of("argv", List.of("./program"), "cwd", directory.toString())).stdout())
        .isEqualTo(directory + "\n");
  }
}
