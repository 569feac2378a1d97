package dev.ccexecutor.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The packaged server in a JVM of its own, on a free port and an empty data directory, with the
 * flags that the launcher gives it. What it logs is shown when it has ended.
 *
 * <p>System properties: {@value #JAR} is the jar, by default the one that the build has put beside
 * this module; {@value #JAVA_OPTIONS} are more flags for its JVM, separated by blanks, for a
 * profiler say; {@value #OPTIONS} are more options of {@code serve}.
 */
final class ServerUnderTest {
  static final String JAR = "cc-executor.server.jar";
  static final String JAVA_OPTIONS = "cc-executor.server.java-options";
  static final String OPTIONS = "cc-executor.server.options";

  private static final String ANNOUNCEMENT = "listening on ";
  private static final String SETTINGS_PREFIX = "CC_EXECUTOR_";
  private static final List<String> LAUNCHER_FLAGS =
      List.of(
          "-XX:+DisplayVMOutputToStderr",
          "-Xlog:disable",
          "-Xlog:all=warning:stderr",
          "-XX:-MaxFDLimit",
          JvmFlags.COMPACT_HEADERS,
          "-XX:+ExitOnOutOfMemoryError",
          JvmFlags.NO_LEAK_DETECTION);
  private static final long STOP_SECONDS = 15;

  private final Path folder;
  private final Process process;
  private final Thread killer;
  private InetSocketAddress address;

  private ServerUnderTest(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
    this.killer = new Thread(process::destroyForcibly, "server-killer");
  }

  /** A server that listens when this returns. */
  static ServerUnderTest start() throws IOException, InterruptedException {
    List<String> command = command(jar());
    Path folder = Files.createTempDirectory("cc-executor-bench");
    command.addAll(List.of("--data-dir", folder.resolve("data").toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith(SETTINGS_PREFIX));
    builder.redirectError(log(folder).toFile());
    ServerUnderTest server = new ServerUnderTest(folder, builder.start());
    Runtime.getRuntime().addShutdownHook(server.killer);
    try {
      server.address = announcedAddress(server.process.inputReader());
    } catch (IOException e) {
      server.stop();
      throw e;
    }
    return server;
  }

  private static List<String> command(Path jar) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(LAUNCHER_FLAGS);
    command.addAll(words(JAVA_OPTIONS));
    command.addAll(List.of("-jar", jar.toString(), "serve", "--port", "0"));
    command.addAll(List.of("--log-level", "warn"));
    command.addAll(words(OPTIONS));
    return command;
  }

  private static List<String> words(String property) {
    return Stream.of(System.getProperty(property, "").split(" "))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static Path jar() throws IOException {
    String given = System.getProperty(JAR);
    Path jar = (given == null ? jarOfTheBuild() : Path.of(given)).toAbsolutePath().normalize();
    if (!Files.isRegularFile(jar)) {
      throw new IOException(
          "the server's jar is not at %s; build it with ./mvnw -pl server -am package, or say"
                  .formatted(jar)
              + " where it is with -D"
              + JAR
              + "=...");
    }
    return jar;
  }

  /** This class is in bench/target, be it in a folder or in a jar. */
  private static Path jarOfTheBuild() {
    try {
      URI own = ServerUnderTest.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      return Path.of(own).resolveSibling("../../server/target/cc-executor-server.jar");
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path log(Path folder) {
    return folder.resolve("server.log");
  }

  /** The first line of stdout bears it, and comes once the server listens. */
  private static InetSocketAddress announcedAddress(BufferedReader stdout) throws IOException {
    String line = stdout.readLine();
    if (line == null || !line.startsWith(ANNOUNCEMENT)) {
      throw new IOException("the server did not start; instead of its address came: " + line);
    }
    URI uri = URI.create(line.substring(ANNOUNCEMENT.length()));
    return new InetSocketAddress(uri.getHost(), uri.getPort());
  }

  InetSocketAddress address() {
    return address;
  }

  /** Ends it as an operator would; one that does not obey is killed, and that is an error. */
  void stop() throws IOException, InterruptedException {
    process.destroy();
    boolean obeyed = process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    if (!obeyed) {
      process.destroyForcibly().waitFor();
    }
    Runtime.getRuntime().removeShutdownHook(killer);
    Files.copy(log(folder), System.err);
    deleteFolder();
    if (!obeyed) {
      throw new IOException("the server did not stop when it was told to");
    }
  }

  private void deleteFolder() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
