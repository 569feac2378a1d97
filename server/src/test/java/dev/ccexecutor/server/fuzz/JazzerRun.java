package dev.ccexecutor.server.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Jazzer in a process of its own, on this process's class path. It leaves inputs that fail. */
final class JazzerRun {
  private static final String MAIN = "com.code_intelligence.jazzer.Jazzer";

  /** Whose branches the fuzzer looks for new ways through. */
  private static final List<String> CODE_THAT_READS =
      List.of(
          "dev.ccexecutor.protocol.**",
          "dev.ccexecutor.server.transport.**",
          "dev.ccexecutor.server.session.**",
          "dev.ccexecutor.server.method.**",
          "dev.ccexecutor.server.execution.input.**",
          "dev.ccexecutor.server.security.**",
          "io.netty.handler.codec.**");

  private static final String SANITIZERS = "com.code_intelligence.jazzer.sanitizers.";

  /** A single input that takes this long is a failure. */
  private static final int LONGEST_INPUT_SECONDS = 30;

  private static final long LONGEST_SHORT_RUN_SECONDS = 300;

  private final Target target;
  private final Path directory;

  JazzerRun(Target target) throws IOException {
    this.target = target;
    this.directory = Path.of("target", "fuzz", target.folder()).toAbsolutePath();
    Files.createDirectories(corpus());
  }

  /** What a long run has found goes on being used by the next one. */
  private Path corpus() {
    return directory.resolve("corpus");
  }

  void forInputs(int inputs, long seed) throws Exception {
    run(seed, "-runs=" + inputs, LONGEST_SHORT_RUN_SECONDS);
  }

  void forMinutes(double minutes, long seed) throws Exception {
    long seconds = Math.max(1, Math.round(minutes * 60));
    run(seed, "-max_total_time=" + seconds, seconds + LONGEST_SHORT_RUN_SECONDS);
  }

  private void run(long seed, String bound, long patienceSeconds) throws Exception {
    Path log = directory.resolve("log");
    List<String> command = command(seed, bound);
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      boolean ended = process.waitFor(patienceSeconds, TimeUnit.SECONDS);
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError(
            "with -Dfuzz.seed=%d, inputs that fail in %s:%n%s"
                .formatted(seed, directory, Files.readString(log)));
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private List<String> command(long seed, String bound) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-ea", "--enable-native-access=ALL-UNNAMED"));
    words.addAll(List.of("-XX:+EnableDynamicAgentLoading", "-Xmx1g"));
    words.add("-Dio.netty.leakDetection.level=paranoid");
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    words.add("--target_class=" + target.type().getName());
    words.add("--instrumentation_includes=" + String.join(":", CODE_THAT_READS));
    // The detectors of the tool look for other programs' mistakes; a connection is none here.
    words.add("--custom_hook_includes=dev.ccexecutor.protocol.jsonrpc.**");
    words.add("--disabled_hooks=" + SANITIZERS + "ServerSideRequestForgery");
    words.add("--reproducer_path=" + directory);
    words.addAll(List.of("-artifact_prefix=" + directory + "/", "-seed=" + seed, bound));
    words.addAll(List.of("-timeout=" + LONGEST_INPUT_SECONDS, "-rss_limit_mb=0"));
    words.addAll(List.of(corpus().toString(), target.seeds().toString()));
    return words;
  }
}
