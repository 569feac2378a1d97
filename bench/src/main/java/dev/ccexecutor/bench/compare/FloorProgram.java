package dev.ccexecutor.bench.compare;

import dev.ccexecutor.bench.ServerProcess;
import dev.ccexecutor.bench.TemporaryFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code floor.c}, compiled into a folder that goes with this. */
final class FloorProgram implements AutoCloseable {
  private static final String SOURCE = "floor.c";
  private static final String ANNOUNCEMENT = "listening on ";

  private final TemporaryFolder folder;
  private final Thread onShutdown = new Thread(this::deleteFolder, "floor-deleter");

  private final Path compiler;

  private FloorProgram(TemporaryFolder folder, Path compiler) {
    this.folder = folder;
    this.compiler = compiler;
  }

  /** Compiles it, if there is a compiler. */
  static Optional<FloorProgram> compile() throws IOException {
    Optional<Path> compiler = Programs.find("gcc", "cc");
    if (compiler.isEmpty()) {
      return Optional.empty();
    }
    FloorProgram program =
        new FloorProgram(TemporaryFolder.create("cc-executor-floor"), compiler.get());
    Runtime.getRuntime().addShutdownHook(program.onShutdown);
    try {
      program.build();
    } catch (IOException e) {
      program.close();
      throw e;
    }
    return Optional.of(program);
  }

  private void build() throws IOException {
    Path source = folder.path().resolve(SOURCE);
    try (InputStream content = FloorProgram.class.getResourceAsStream(SOURCE)) {
      Files.copy(content, source);
    }
    Programs.run(
        List.of(
            compiler.toString(), "-O2", "-pthread", "-o", program().toString(), source.toString()));
  }

  private Path program() {
    return folder.path().resolve("floor");
  }

  /** What compiled it, with its version. */
  String compiler() throws IOException {
    return Programs.run(List.of(compiler.toString(), "--version"))
        .lines()
        .findFirst()
        .orElseThrow();
  }

  /** A file of this folder. */
  Path file(String name) {
    return folder.path().resolve(name);
  }

  /** Runs it to its end, and returns what it has printed. */
  String run(String... arguments) throws IOException {
    return Programs.run(commandLine(arguments));
  }

  /** Starts it as a server. */
  ServerProcess serve(String... arguments) throws IOException {
    return ServerProcess.start(ServerProcess.Log.DROPPED, ignored -> commandLine(arguments));
  }

  /** Where such a server listens. */
  static InetSocketAddress address(ServerProcess server) throws IOException {
    int port = Integer.parseInt(server.awaitAnnouncement(ANNOUNCEMENT));
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private List<String> commandLine(String... arguments) {
    return Stream.concat(Stream.of(program().toString()), Stream.of(arguments)).toList();
  }

  private void deleteFolder() {
    try {
      folder.delete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    deleteFolder();
    try {
      Runtime.getRuntime().removeShutdownHook(onShutdown);
    } catch (IllegalStateException e) {
      // The JVM is ending, and the hook finds nothing to do any more.
    }
  }
}
