package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.stress.server.PackagedServer;
import dev.ccexecutor.stress.server.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * The launcher and copies of its jars in a folder of their own, without sources: so it never thinks
 * of building. A blank is in the folder's name.
 */
final class Installation {
  private static final int PATIENCE_SECONDS = 120;

  private final Path root;
  private final Path jar;

  /** How a program ended and what it wrote. */
  record Outcome(int exitCode, String stdout, String stderr) {}

  private Installation(Path root) {
    this.root = root;
    jar = root.resolve("server/target/cc-executor-server.jar");
  }

  static Installation in(Path directory) throws IOException {
    Path packaged = PackagedServer.jar().getParent();
    Installation installation = new Installation(directory.resolve("an installation"));
    Path lib = Files.createDirectories(installation.jar.resolveSibling("lib"));
    try (Stream<Path> libraries = Files.list(packaged.resolve("lib"))) {
      for (Path library : libraries.toList()) {
        Files.copy(library, lib.resolve(library.getFileName()));
      }
    }
    Files.copy(PackagedServer.jar(), installation.jar);
    Path launcher = packaged.resolve("../../cc-executor").normalize();
    Files.copy(launcher, installation.root.resolve("cc-executor"));
    return installation;
  }

  /** Where the caches beside the jars are, for all Javas. */
  Path caches() {
    return jar.resolveSibling("aot");
  }

  /** The file of a cache beside the jars: server.aot, say. */
  Path cache(String name) {
    return caches().resolve(PackagedServer.javaHome().toString().substring(1)).resolve(name);
  }

  ProcessBuilder launch(String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of(root.resolve("cc-executor").toString()));
    words.addAll(Arrays.asList(arguments));
    ProcessBuilder command = ServerProcess.withoutSettings(new ProcessBuilder(words));
    String javaHome = PackagedServer.javaHome().toRealPath().toString();
    command.environment().put("CC_EXECUTOR_JAVA_HOME", javaHome);
    command.environment().put("HOME", Files.createDirectories(root.resolve("home")).toString());
    command.environment().keySet().removeAll(List.of("XDG_CACHE_HOME", "CC_EXECUTION_MARKER"));
    return command;
  }

  /** Runs it to its end. */
  Outcome finish(ProcessBuilder command) throws Exception {
    Path stdout = Files.createTempFile(root, "stdout", null);
    Path stderr = Files.createTempFile(root, "stderr", null);
    Process process =
        command.redirectOutput(stdout.toFile()).redirectError(stderr.toFile()).start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("it ended").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Outcome(process.exitValue(), Files.readString(stdout), Files.readString(stderr));
  }

  /** Exchanges the jar for one of the same content in which nothing is compressed. */
  void storeJarUncompressed() throws IOException {
    rewriteJar("", "");
  }

  /**
   * Exchanges a text in the code of the jar, which then has the size and the times that it had.
   *
   * @param text and its replacement are of the same length
   */
  void replaceInJar(String text, String replacement) throws IOException {
    FileTime modified = Files.getLastModifiedTime(jar);
    long bytes = Files.size(jar);
    rewriteJar(text, replacement);
    Files.setLastModifiedTime(jar, modified);
    assertThat(Files.size(jar)).isEqualTo(bytes);
  }

  private void rewriteJar(String text, String replacement) throws IOException {
    Path rewritten = jar.resolveSibling("rewritten");
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar));
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(rewritten))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String content = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        byte[] bytes =
            (text.isEmpty() ? content : content.replace(text, replacement))
                .getBytes(StandardCharsets.ISO_8859_1);
        out.putNextEntry(stored(entry.getName(), bytes));
        out.write(bytes);
      }
    }
    Files.delete(jar);
    Files.move(rewritten, jar);
  }

  private static ZipEntry stored(String name, byte[] bytes) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(checksum.getValue());
    entry.setTime(0);
    return entry;
  }
}
