package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.stress.Installation.Outcome;
import dev.ccexecutor.stress.server.ProcessFacts;
import dev.ccexecutor.stress.server.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts from an AOT cache, and without one, behave the same; and never is it one of other jars.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class AotCacheStressTest {
  private static final Duration PATIENCE = Duration.ofSeconds(200);
  private static final String MAIN_FROM_CACHE =
      "dev.ccexecutor.server.Main source: shared objects file";

  @TempDir Path directory;

  @Test
  void shouldStartFromACacheOnceItIsPrepared() throws Exception {
    Installation installation = prepared();
    assertThat(usesCache(installation)).isTrue();
    assertThat(names(installation.cache(""))).noneMatch(name -> name.startsWith("training"));

    ServerProcess server = serve(installation);
    try {
      assertThat(run(installation, server.uri())).isEqualTo(new Outcome(3, "out", "err"));
    } finally {
      server.sendTerm();
      assertThat(server.awaitExit()).isZero();
      server.destroy();
    }
    assertThat(server.logLines()).noneMatch(line -> line.contains("aot"));
  }

  /** The JVM looks at nothing of a jar when it takes classes from a cache. */
  @Test
  void shouldRunTheNewCodeWhenAJarHasChangedBetweenTwoStarts() throws Exception {
    Installation installation = Installation.in(directory);
    installation.storeJarUncompressed();
    prepare(installation);
    assertThat(usesCache(installation)).isTrue();

    installation.replaceInJar("listening on ", "LISTENING ON ");

    assertThat(firstLine(installation)).startsWith("LISTENING ON ");
    prepare(installation);
    assertThat(usesCache(installation)).isTrue();
    assertThat(firstLine(installation)).startsWith("LISTENING ON ");
  }

  @Test
  void shouldStartWithoutAWordWhenACacheIsDamaged() throws Exception {
    Installation installation = prepared();
    Path cache = installation.cache("client.aot");
    byte[] whole = Files.readAllBytes(cache);
    byte[] damaged = whole.clone();
    Arrays.fill(damaged, whole.length / 3, whole.length / 2, (byte) 0);
    for (byte[] content : List.of(damaged, new byte[0], new byte[4096])) {
      Files.write(cache, content);
      assertVersionIsTold(installation.launch("--version"), installation);
    }
    Files.write(cache, whole);
    assertThat(usesCache(installation)).isTrue();
  }

  @Test
  void shouldStartWithoutAWordWhenTheJvmIsToldWhatNoCacheGoesWith() throws Exception {
    Installation installation = prepared();
    for (String flags : List.of("-Xshare:off", "-XX:AOTMode=off", "-Xmx40g", "-ea -Xmx64m")) {
      ProcessBuilder command = installation.launch("--version");
      command.environment().put("CC_EXECUTOR_JAVA_OPTS", flags);
      assertThat(installation.finish(command).exitCode()).as(flags).isZero();
    }
    ProcessBuilder zgc = installation.launch("serve", "--host", "256.0.0.1", "--port", "0");
    zgc.environment().put("CC_EXECUTOR_JAVA_OPTS", "-XX:+UseZGC");
    zgc.environment().put("XDG_STATE_HOME", directory.toString());
    assertThat(installation.finish(zgc).stderr()).contains("cannot listen on 256.0.0.1");
  }

  @Test
  void shouldMakeOneCacheWhenTwoPrepareAtOnce() throws Exception {
    Installation installation = Installation.in(directory);
    Process other =
        installation
            .launch("prepare")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(directory.resolve("other").toFile())
            .start();
    Outcome outcome = installation.finish(installation.launch("prepare"));
    assertThat(other.waitFor()).isZero();
    assertThat(outcome.exitCode()).isZero();
    // One has prepared, and the other found it done.
    String both = outcome.stderr() + Files.readString(directory.resolve("other"));
    assertThat(both.split("preparing", -1)).hasSize(2);
    assertThat(usesCache(installation)).isTrue();
  }

  @Test
  void shouldStartAtOnceAndMakeTheCacheMeanwhileWhenThereIsNone() throws Exception {
    Installation installation = Installation.in(directory);
    ServerProcess server = ServerProcess.startAsItIs(serveByJavaOnPath(installation), log());
    try {
      assertThat(ProcessFacts.children(server.pid())).isEmpty();
      assertThat(run(installation, server.uri())).isEqualTo(new Outcome(3, "out", "err"));
      await().atMost(PATIENCE).until(() -> Files.exists(installation.cache("client.sums")));
    } finally {
      server.sendTerm();
      assertThat(server.awaitExit()).isZero();
      server.destroy();
    }
    await().atMost(PATIENCE).until(() -> !names(installation.cache("")).contains("tried"));
    assertThat(usesCache(installation)).isTrue();
  }

  @Test
  void shouldTakeTheUsersOwnFolderWhenNobodyMayWriteBesideTheJars() throws Exception {
    Installation installation = Installation.in(directory);
    Files.writeString(installation.caches(), "no folder");
    assertVersionIsTold(withoutHome(installation.launch("--version")), installation);

    prepare(installation);
    assertThat(usesCache(installation)).isTrue();
    assertThat(usesCache(installation, withoutHome(installation.launch("--version")))).isFalse();
  }

  @Test
  void shouldNeitherUseNorMakeACacheWhenItIsSwitchedOff() throws Exception {
    Installation installation = Installation.in(directory);
    ProcessBuilder command = installation.launch("--version");
    command.environment().put("CC_EXECUTOR_AOT", "off");
    assertVersionIsTold(command, installation);
    assertThat(installation.caches()).doesNotExist();
  }

  private static ProcessBuilder withoutHome(ProcessBuilder command) {
    command.environment().remove("HOME");
    return command;
  }

  private Installation prepared() throws Exception {
    Installation installation = Installation.in(directory);
    prepare(installation);
    return installation;
  }

  private static void prepare(Installation installation) throws Exception {
    Outcome outcome = installation.finish(installation.launch("prepare"));
    assertThat(outcome.exitCode()).as(outcome.stderr()).isZero();
    assertThat(outcome.stdout()).isEmpty();
  }

  private static void assertVersionIsTold(ProcessBuilder command, Installation installation)
      throws Exception {
    Outcome outcome = installation.finish(command);
    assertThat(outcome.stderr()).isEmpty();
    assertThat(outcome.stdout()).startsWith("cc-executor ");
    assertThat(outcome.exitCode()).isZero();
  }

  private boolean usesCache(Installation installation) throws Exception {
    return usesCache(installation, installation.launch("--version"));
  }

  /** The JVM itself says where its classes come from. */
  private boolean usesCache(Installation installation, ProcessBuilder command) throws Exception {
    Path classes = directory.resolve("classes");
    command.environment().put("CC_EXECUTOR_JAVA_OPTS", "-Xlog:class+load:file=" + classes);
    assertVersionIsTold(command, installation);
    return Files.readString(classes).contains(MAIN_FROM_CACHE);
  }

  private ServerProcess serve(Installation installation) throws Exception {
    return ServerProcess.startAsItIs(serveCommand(installation), log());
  }

  private ProcessBuilder serveCommand(Installation installation) throws IOException {
    String data = directory.resolve("data").toString();
    return installation.launch("serve", "--port", "0", "--data-dir", data);
  }

  /** Looking for a Java takes the launcher another way than being told. */
  private ProcessBuilder serveByJavaOnPath(Installation installation) throws IOException {
    ProcessBuilder command = serveCommand(installation);
    Map<String, String> environment = command.environment();
    String javaHome = environment.remove("CC_EXECUTOR_JAVA_HOME");
    environment.remove("JAVA_HOME");
    environment.put("PATH", javaHome + "/bin:" + environment.get("PATH"));
    return command;
  }

  private Path log() {
    return directory.resolve("log");
  }

  private static Outcome run(Installation installation, URI server) throws Exception {
    String command = "printf out; printf err >&2; exit 3";
    return installation.finish(
        installation.launch("run", "--url", server.toString(), "--", command));
  }

  /** Of a server that is ended right after it. */
  private String firstLine(Installation installation) throws Exception {
    Process server = serveCommand(installation).redirectError(log().toFile()).start();
    try {
      return server.inputReader().readLine();
    } finally {
      server.destroy();
      assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
