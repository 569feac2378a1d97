package dev.ccexecutor.server.testkit;

import dev.ccexecutor.server.Server;
import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.mcp.feature.Catalog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The real server in this JVM, on a free port, with an empty data directory if none is given.
 *
 * <p>As a static extension it serves all tests of a class, and clients are closed after each test;
 * else it is a resource. When it has stopped, this process must hold no more descriptors, threads
 * and children than before it started.
 */
public final class RunningTestServer
    implements BeforeAllCallback, AfterEachCallback, AfterAllCallback, AutoCloseable {
  private final Map<String, String> settings;
  private final List<TestClient> clients = new ArrayList<>();
  private Map<String, String> environment = Map.of();
  private ProcessSnapshot before;

  /** Null for the product's own. */
  private Catalog offered;

  /** Null if it is the caller's. */
  private Path ownDataDirectory;

  private Server server;

  private RunningTestServer(Map<String, String> settings) {
    this.settings = settings;
  }

  /** For {@code @RegisterExtension}. It stops what runs at once when it ends. */
  public static RunningTestServer withSettings(String... namesAndValues) {
    Map<String, String> settings = new HashMap<>();
    settings.put("port", "0");
    settings.put("drain-timeout", "0");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      settings.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new RunningTestServer(settings);
  }

  /** The variables that its settings may come from; none by default. */
  public RunningTestServer withEnvironment(Map<String, String> variables) {
    environment = Map.copyOf(variables);
    return this;
  }

  /** One setting more. */
  public RunningTestServer with(String name, String value) {
    settings.put(name, value);
    return this;
  }

  /** What it offers to models, if not the product's own. */
  public RunningTestServer offering(Catalog catalog) {
    offered = catalog;
    return this;
  }

  /** Starts it, for a single test. */
  public RunningTestServer started() throws Exception {
    begin();
    return this;
  }

  /** Started, for a single test. */
  public static RunningTestServer start(String... namesAndValues) throws Exception {
    RunningTestServer running = withSettings(namesAndValues);
    running.begin();
    return running;
  }

  /** The same on a data directory of the caller's, which stays. */
  public static RunningTestServer startOn(Path dataDirectory, String... namesAndValues)
      throws Exception {
    RunningTestServer running = withSettings(namesAndValues);
    running.settings.put("data-dir", dataDirectory.toString());
    running.begin();
    return running;
  }

  private void begin() throws Exception {
    openWhatTheJvmKeeps();
    before = ProcessSnapshot.take();
    if (!settings.containsKey("data-dir")) {
      ownDataDirectory = Files.createTempDirectory("cc-executor-test");
      settings.put("data-dir", ownDataDirectory.toString());
    }
    ServerConfig config = ServerConfig.resolve(settings, environment);
    server = offered == null ? Server.start(config) : Server.start(config, offered);
  }

  /** With its first socket the JVM opens one for itself, for good. */
  private static void openWhatTheJvmKeeps() throws IOException {
    try (ServerSocket first = new ServerSocket()) {
      first.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }
  }

  public Server server() {
    return server;
  }

  public int port() {
    return server.port();
  }

  /** A client that has received {@code connected}. */
  public TestClient connect(String... headerLines) throws IOException {
    TestClient client = connectSilently("/ws", headerLines);
    client.awaitNotification("connected");
    return client;
  }

  /** A client that has offered {@code cc-executor.v1}, so that a disconnect detaches. */
  public TestClient connectWithSubprotocol() throws IOException {
    return connect(TestClient.OFFER_OF_V1);
  }

  /** A client of whatever the server says to it. */
  public TestClient connectSilently(String path, String... headerLines) throws IOException {
    TestClient client = TestClient.connect(port(), path, headerLines);
    clients.add(client);
    return client;
  }

  /** Closes a client ahead of the others, and lets go of what it has received. */
  public void forget(TestClient client) throws IOException {
    client.close();
    clients.remove(client);
  }

  /** Waits until no execution is live; the end record reaches its client a little before that. */
  public void awaitIdle() throws IOException {
    try (TestClient client = TestClient.connect(port(), "/ws")) {
      Deadline.await("no execution to be live")
          .until(() -> client.call("server.info", Map.of()).get("active_executions").asInt() == 0);
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    begin();
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    closeClients();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    close();
  }

  private void closeClients() throws IOException {
    for (TestClient client : clients) {
      client.close();
    }
    clients.clear();
  }

  @Override
  public void close() throws IOException {
    closeClients();
    server.drainAndStop();
    before.awaitReturn();
    if (ownDataDirectory == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(ownDataDirectory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
