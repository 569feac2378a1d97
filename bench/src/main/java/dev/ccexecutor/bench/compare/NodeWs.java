package dev.ccexecutor.bench.compare;

import dev.ccexecutor.bench.Endpoint;
import dev.ccexecutor.bench.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** The few lines of {@code node-ws.js}, with the package ws from the npm registry. */
final class NodeWs implements Contender {
  static final String NAME = "node ws";

  private static final String PACKAGE = "ws@8.18.3";
  private static final String SOURCE = "node-ws.js";
  private static final String ANNOUNCEMENT = "listening on ";

  private final Path folder;
  private final Optional<String> missing;

  private NodeWs(Path folder, Optional<String> missing) {
    this.folder = folder;
    this.missing = missing;
  }

  /**
   * Gets the package if it is not there yet.
   *
   * @param folder where it is kept from one run to the next
   */
  static NodeWs installed(Path folder) {
    if (Programs.find("node").isEmpty() || Programs.find("npm").isEmpty()) {
      return new NodeWs(
          folder, Optional.of("needs node and npm: apt-get install --no-install-recommends npm"));
    }
    try {
      install(folder);
      return new NodeWs(folder, Optional.empty());
    } catch (IOException e) {
      return new NodeWs(
          folder, Optional.of("needs %s from npm: %s".formatted(PACKAGE, e.getMessage().strip())));
    }
  }

  private static void install(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (InputStream content = NodeWs.class.getResourceAsStream(SOURCE)) {
      Files.copy(content, folder.resolve(SOURCE), StandardCopyOption.REPLACE_EXISTING);
    }
    if (Files.exists(folder.resolve("node_modules/ws/package.json"))) {
      return;
    }
    Programs.run(
        List.of(
            Programs.find("npm").orElseThrow().toString(),
            "install",
            "--no-audit",
            "--no-fund",
            "--no-save",
            "--ignore-scripts",
            "--prefix",
            folder.toString(),
            PACKAGE));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> missing() {
    return missing;
  }

  @Override
  public Optional<String> version() throws IOException {
    return missing.isPresent()
        ? Optional.empty()
        : Optional.of("%s, node %s".formatted(PACKAGE, Programs.run(List.of(node(), "--version"))));
  }

  private static String node() {
    return Programs.find("node").orElseThrow().toString();
  }

  @Override
  public boolean needsWarmUp() {
    return true;
  }

  @Override
  public RunningContender start(List<String> argv) throws IOException {
    ServerProcess server =
        ServerProcess.start(
            ServerProcess.Log.DROPPED,
            ignored -> List.of(node(), folder.resolve(SOURCE).toString()));
    try {
      int port = Integer.parseInt(server.awaitAnnouncement(ANNOUNCEMENT));
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      return new MessageServer(
          server.pid(), Endpoint.ofPlainServer(address), new NodeDialect(), server::close);
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }
}
