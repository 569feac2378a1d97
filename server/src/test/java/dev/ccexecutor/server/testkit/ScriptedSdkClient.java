package dev.ccexecutor.server.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The TypeScript SDK's client of MCP in a process of its own, which does what it is told. */
public final class ScriptedSdkClient implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String SCRIPT = "sdk-client.mjs";

  private final Process process;
  private final Writer in;
  private final List<JsonNode> heard = new CopyOnWriteArrayList<>();
  private final Thread reader;
  private int lastId;

  private ScriptedSdkClient(Process process) {
    this.process = process;
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    this.reader = Thread.ofPlatform().name("test-client-reader").daemon().start(this::readAll);
  }

  /** Starts it; it connects when it is told to. */
  public static ScriptedSdkClient start(NpmInstallation packages, String url) throws IOException {
    Path script = packages.directory().resolve(SCRIPT);
    // Beside its packages, where Node looks for them.
    Files.copy(
        Path.of("src/test/npm/conformance", SCRIPT), script, StandardCopyOption.REPLACE_EXISTING);
    return new ScriptedSdkClient(
        new ProcessBuilder(packages.node().toString(), script.toString(), url)
            .redirectError(packages.directory().resolve("sdk-client.log").toFile())
            .start());
  }

  private void readAll() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      out.lines().map(JSON::readTree).forEach(heard::add);
    } catch (IOException | UncheckedIOException ended) {
      heard.add(JSON.createObjectNode().put("event", "end"));
    }
  }

  /** Tells it to do something, and gives the id of what will come of it. */
  public int send(String operation) {
    return send(operation, Map.of());
  }

  public int send(String operation, Map<String, ?> parameters) {
    Map<String, Object> message = new HashMap<>(parameters);
    message.put("id", ++lastId);
    message.put("op", operation);
    try {
      in.write(JSON.writeValueAsString(message) + "\n");
      in.flush();
    } catch (IOException e) {
      throw new AssertionError("the client has ended", e);
    }
    return lastId;
  }

  /** What has come of it, which must be no error; a null node where nothing is to be told. */
  public JsonNode result(int id) {
    JsonNode message = await(each -> each.path("id").asInt(-1) == id);
    if (!message.has("result")) {
      throw new AssertionError("it has failed: " + message);
    }
    return message.get("result");
  }

  /** Waits for the first that fits; those that came before count too. */
  public JsonNode await(Predicate<JsonNode> fits) {
    AtomicReference<JsonNode> found = new AtomicReference<>();
    Deadline.await("a message of the client's")
        .until(
            () -> {
              heard.stream().filter(fits).findFirst().ifPresent(found::set);
              return found.get() != null;
            });
    return found.get();
  }

  /** All that it has told so far. */
  public List<JsonNode> heard() {
    return List.copyOf(heard);
  }

  /** Ends it, whatever it does. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
