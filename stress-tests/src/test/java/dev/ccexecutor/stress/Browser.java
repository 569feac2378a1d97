package dev.ccexecutor.stress;

import dev.ccexecutor.protocol.jsonrpc.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;

/**
 * A real Chromium without a window, driven by Playwright in a process of its own. One for all
 * classes that register it; it ends with the last of them.
 */
final class Browser implements BeforeAllCallback {

  private static final long PATIENCE_SECONDS = 90;
  private static final long STOP_SECONDS = 20;

  private Driver driver;

  @Override
  public void beforeAll(ExtensionContext context) {
    driver =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .getOrComputeIfAbsent(Driver.class, ignored -> Driver.start(), Driver.class);
  }

  /** What {@code driver.mjs} answers to an operation with these names and values. */
  JsonNode call(String operation, Object... namesAndValues) {
    return driver.call(operation, namesAndValues);
  }

  /** The process that does it. Used by one test at a time. */
  private static final class Driver implements AutoCloseable {
    private final Process process;
    private final Writer requests;
    private final BufferedReader answers;
    private final Path log;
    private int lastId;

    private Driver(Process process, Path log) {
      this.process = process;
      this.log = log;
      requests = process.outputWriter(StandardCharsets.UTF_8);
      answers = process.inputReader(StandardCharsets.UTF_8);
    }

    static Driver start() {
      try {
        BrowserInstallation installed = BrowserInstallation.findOrInstall();
        Path log = installed.directory().resolve("driver.log");
        Process process =
            new ProcessBuilder("node", "driver.mjs", installed.chromium().toString())
                .directory(installed.directory().toFile())
                .redirectError(log.toFile())
                .start();
        return new Driver(process, log);
      } catch (RuntimeException skipped) {
        throw skipped;
      } catch (Exception e) {
        throw new IllegalStateException("no browser could be started", e);
      }
    }

    JsonNode call(String operation, Object... namesAndValues) {
      Map<String, Object> arguments = new LinkedHashMap<>();
      for (int i = 0; i < namesAndValues.length; i += 2) {
        arguments.put((String) namesAndValues[i], namesAndValues[i + 1]);
      }
      int id = ++lastId;
      Map<String, Object> request = Map.of("id", id, "op", operation, "args", arguments);
      try {
        requests.write(Json.MAPPER.writeValueAsString(request) + "\n");
        requests.flush();
        String line =
            CompletableFuture.supplyAsync(this::readLine, this::startThread)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return answer(id, operation, arguments, line);
      } catch (Exception e) {
        throw new IllegalStateException("the browser does not answer " + operation, e);
      }
    }

    private JsonNode answer(int id, String operation, Map<String, Object> arguments, String line)
        throws IOException {
      if (line == null) {
        throw new IOException("the driver has ended: " + Files.readString(log));
      }
      JsonNode answer = Json.MAPPER.readTree(line);
      if (answer.get("id").asInt() != id) {
        throw new IOException("an answer to another call: " + line);
      }
      if (answer.has("error")) {
        throw new AssertionError(operation + arguments + ": " + answer.get("error").asString());
      }
      return answer.get("value");
    }

    private String readLine() {
      try {
        return answers.readLine();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void startThread(Runnable reader) {
      Thread.ofPlatform().daemon().start(reader);
    }

    @Override
    public void close() throws IOException {
      requests.close(); // The end of its input ends it, and the browser.
      try {
        if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
