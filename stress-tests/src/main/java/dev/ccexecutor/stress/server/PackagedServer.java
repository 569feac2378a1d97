package dev.ccexecutor.stress.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The jar under test, and how it is started. */
public final class PackagedServer {

  /** The flags of the launcher for {@code serve}. */
  private static final List<String> LAUNCHER_FLAGS =
      List.of(
          "-XX:+DisplayVMOutputToStderr",
          "-Xlog:disable",
          "-Xlog:all=warning:stderr",
          "-XX:-MaxFDLimit",
          "-XX:+UseCompactObjectHeaders",
          "-XX:+ExitOnOutOfMemoryError");

  private PackagedServer() {}

  public static Path jar() {
    String jar = System.getProperty("cc-executor.server.jar");
    if (jar == null) {
      throw new IllegalStateException("the property cc-executor.server.jar names no jar");
    }
    return Path.of(jar).toAbsolutePath().normalize();
  }

  /** The folder of the Java that runs this test, which is the one the server was built with. */
  public static Path javaHome() {
    return Path.of(System.getProperty("java.home"));
  }

  /** A command that serves on a free port. */
  public static ProcessBuilder serveCommand(
      List<String> jvmFlags, Path dataDirectory, String... arguments) {
    List<String> words = new ArrayList<>();
    words.add(javaHome().resolve("bin/java").toString());
    words.addAll(LAUNCHER_FLAGS);
    words.addAll(jvmFlags);
    words.addAll(List.of("-jar", jar().toString(), "serve", "--port", "0"));
    words.addAll(List.of("--data-dir", dataDirectory.toString()));
    words.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(words);
  }
}
