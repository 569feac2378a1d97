package dev.ccexecutor.stress;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Chromium of this machine, and Playwright by npm in a folder of the build. Where one of them
 * can't be had tests are skipped.
 *
 * @param chromium the program
 * @param directory where {@code driver.mjs} and what it needs is
 */
record BrowserInstallation(Path chromium, Path directory) {

  private static final Logger LOG = LoggerFactory.getLogger(BrowserInstallation.class);
  private static final Path SOURCES = Path.of("src/test/browser");
  private static final Path DIRECTORY = Path.of("target/browser");
  private static final List<String> FILES =
      List.of("package.json", "package-lock.json", "driver.mjs");
  private static final List<String> PROGRAMS =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final long INSTALL_SECONDS = 240;

  /** Finds the one and installs the other, if a test before has not done so. */
  static BrowserInstallation findOrInstall() throws Exception {
    Path chromium =
        PROGRAMS.stream()
            .flatMap(BrowserInstallation::inPath)
            .findFirst()
            .orElseThrow(() -> skip("there is no program of these: " + PROGRAMS));
    Files.createDirectories(DIRECTORY);
    for (String file : FILES) {
      Files.copy(
          SOURCES.resolve(file), DIRECTORY.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    Path installedLock = DIRECTORY.resolve("installed-lock.json");
    Path lock = DIRECTORY.resolve("package-lock.json");
    if (!Files.exists(installedLock) || Files.mismatch(lock, installedLock) >= 0) {
      install(DIRECTORY.resolve("npm.log"));
      Files.copy(lock, installedLock, StandardCopyOption.REPLACE_EXISTING);
    }
    return new BrowserInstallation(chromium, DIRECTORY);
  }

  private static Stream<Path> inPath(String program) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable);
  }

  private static void install(Path output) throws Exception {
    List<String> words =
        List.of(
            "npm",
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefer-offline",
            "--fetch-retries=1",
            "--fetch-timeout=60000");
    Process npm;
    try {
      npm =
          new ProcessBuilder(words)
              .directory(DIRECTORY.toFile())
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
      throw skip("npm failed: " + Files.readString(output).strip());
    }
  }

  /** Maven's own line tells how many were skipped, and not why. */
  private static RuntimeException skip(String reason) {
    LOG.warn("the console is not tried in a browser: {}", reason);
    return abort("there is no browser: " + reason);
  }
}
