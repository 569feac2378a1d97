package dev.ccexecutor.server.cli;

import dev.ccexecutor.server.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** How the program is started as a process of its own, as the launcher does it. */
final class ClientJvm {
  private ClientJvm() {}

  /** The words of such a command line. */
  static List<String> command(String... arguments) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    words.addAll(List.of(arguments));
    return words;
  }

  /** A program that is the same, and becomes the JVM, so that its pid is the client's. */
  static Path script(Path directory) throws IOException {
    String words = String.join("' '", command());
    Path script = directory.resolve("cc-executor");
    Files.writeString(script, "#!/bin/sh\nexec '" + words + "' \"$@\"\n");
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  static String url(int port) {
    return "ws://127.0.0.1:" + port + "/ws";
  }
}
