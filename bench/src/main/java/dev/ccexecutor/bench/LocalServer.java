package dev.ccexecutor.bench;

import dev.ccexecutor.server.Server;
import dev.ccexecutor.server.config.ServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The whole server in this JVM, where what its threads allocate can be seen, on a free port and an
 * empty data directory. Its client is a thread of the same JVM.
 */
final class LocalServer {
  private final Path folder;
  private final Server server;

  private LocalServer(Path folder, Server server) {
    this.folder = folder;
    this.server = server;
  }

  /** A server that listens when this returns. */
  static LocalServer start() throws Exception {
    Path folder = Files.createTempDirectory("cc-executor-bench");
    Map<String, String> settings =
        Map.of("port", "0", "drain-timeout", "0", "data-dir", folder.toString());
    return new LocalServer(folder, Server.start(ServerConfig.resolve(settings, Map.of())));
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
  }

  /** Ends it and all that it runs. */
  void stop() throws IOException {
    server.drainAndStop();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
