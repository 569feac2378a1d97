package dev.ccexecutor.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The packaged server in a JVM of its own, on a free port and an empty data directory, with the
 * flags that the launcher gives it. What it logs is shown when it has ended.
 *
 * <p>System properties: {@value #LAUNCHER} is the launcher of an installation, which starts it as
 * users do, from its AOT cache; it is not used where one of the next two is given. {@value #JAR} is
 * the jar, by default the one that the build has put beside this module; {@value #JAVA_OPTIONS} are
 * more flags for its JVM, separated by blanks, for a profiler say; {@value #OPTIONS} are more
 * options of {@code serve}.
 */
public final class ServerUnderTest {
  static final String LAUNCHER = "cc-executor.server.launcher";
  static final String JAR = "cc-executor.server.jar";
  static final String JAVA_OPTIONS = "cc-executor.server.java-options";
  public static final String OPTIONS = "cc-executor.server.options";

  private static final String ANNOUNCEMENT = "listening on ";
  private static final List<String> LAUNCHER_FLAGS =
      List.of(
          "-XX:+DisplayVMOutputToStderr",
          "-Xlog:disable",
          "-Xlog:all=warning:stderr",
          "-XX:-MaxFDLimit",
          JvmFlags.COMPACT_HEADERS,
          "-XX:+ExitOnOutOfMemoryError",
          JvmFlags.NO_LEAK_DETECTION);

  private final ServerProcess process;
  private InetSocketAddress address;

  private ServerUnderTest(ServerProcess process) {
    this.process = process;
  }

  /**
   * A server that listens when this returns.
   *
   * @param options more ones of {@code serve}
   */
  public static ServerUnderTest start(String... options) throws IOException {
    List<String> program = isStartedByLauncher() ? launcher() : jvm(jar());
    ServerUnderTest server =
        new ServerUnderTest(
            ServerProcess.start(
                ServerProcess.Log.SHOWN, folder -> command(program, folder, options)));
    try {
      server.address = announcedAddress(server.process.awaitAnnouncement(ANNOUNCEMENT));
    } catch (IOException e) {
      server.stop();
      throw e;
    }
    return server;
  }

  /** Whether servers are started as users do it, from the launcher's AOT cache. */
  public static boolean isStartedByLauncher() {
    return System.getProperty(LAUNCHER) != null
        && System.getProperty(JAR) == null
        && words(JAVA_OPTIONS).isEmpty();
  }

  /** It becomes the JVM, by the same pid; of this JVM's Java, which it has its cache for. */
  private static List<String> launcher() {
    return List.of(
        "env", "JAVA_HOME=" + System.getProperty("java.home"), System.getProperty(LAUNCHER));
  }

  private static List<String> jvm(Path jar) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(LAUNCHER_FLAGS);
    words.addAll(words(JAVA_OPTIONS));
    words.addAll(List.of("-jar", jar.toString()));
    return words;
  }

  private static List<String> command(List<String> program, Path folder, String... options) {
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of("serve", "--port", "0"));
    command.addAll(List.of("--log-level", "warn", "--data-dir", folder.resolve("data").toString()));
    command.addAll(List.of(options));
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

  /** The first line of stdout bears it, and comes once the server listens. */
  private static InetSocketAddress announcedAddress(String text) {
    URI uri = URI.create(text);
    return new InetSocketAddress(uri.getHost(), uri.getPort());
  }

  public InetSocketAddress address() {
    return address;
  }

  public long pid() {
    return process.pid();
  }

  /** Ends it as an operator would; one that does not obey is killed, and that is an error. */
  public void stop() throws IOException {
    process.close();
  }
}
