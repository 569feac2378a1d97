package dev.ccexecutor.stress;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The real {@code claude}, by npm, for as long as a test runs. What npm downloads it keeps in its
 * own cache, so that the next run asks for less.
 */
final class ClaudeBinary {

  private static final Logger LOG = LoggerFactory.getLogger(ClaudeBinary.class);
  private static final String PACKAGE = "@anthropic-ai/claude-code-linux-x64";
  private static final String VERSION = "2.1.329";
  private static final long INSTALL_SECONDS = 240;
  private static final long NEEDED_BYTES = 1L << 30;

  private ClaudeBinary() {}

  /**
   * Installs it into a folder. Where that can't be done the test is skipped, and says why.
   *
   * @return the program
   */
  static Path install(Path directory) throws Exception {
    if (!System.getProperty("os.arch").equals("amd64")) {
      throw skip("there is a package for x86-64 only in this test");
    }
    if (Files.getFileStore(directory).getUsableSpace() < NEEDED_BYTES) {
      throw skip("too little room in " + directory);
    }
    Path output = directory.resolve("npm.log");
    runNpm(directory, output);
    Path program = directory.resolve("node_modules").resolve(PACKAGE).resolve("claude");
    if (!Files.isExecutable(program)) {
      throw skip("npm installed no program: " + lastLines(output));
    }
    return program;
  }

  private static void runNpm(Path directory, Path output) throws Exception {
    List<String> words =
        List.of(
            "npm",
            "install",
            "--prefix",
            directory.toString(),
            "--no-save",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefer-offline",
            "--fetch-retries=1",
            "--fetch-timeout=60000",
            PACKAGE + "@" + VERSION);
    Process npm;
    try {
      npm =
          new ProcessBuilder(words)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException missing) {
      throw skip("npm can't be started: " + missing.getMessage());
    }
    try {
      if (!npm.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS)) {
        throw skip("npm took more than " + INSTALL_SECONDS + " s");
      }
    } finally {
      npm.descendants().forEach(ProcessHandle::destroyForcibly);
      npm.destroyForcibly().waitFor();
    }
    if (npm.exitValue() != 0) {
      throw skip("npm failed: " + lastLines(output));
    }
  }

  private static String lastLines(Path output) throws IOException {
    try (Stream<String> lines = Files.lines(output)) {
      List<String> errors =
          lines.filter(line -> line.toLowerCase(Locale.ROOT).startsWith("npm err")).toList();
      return errors.isEmpty() ? Files.readString(output).strip() : String.join(" | ", errors);
    }
  }

  /** Maven's own line tells how many were skipped, and not why. */
  private static RuntimeException skip(String reason) {
    LOG.warn("the real claude is not tried: {}", reason);
    return abort("the real claude can't be had: " + reason);
  }
}
