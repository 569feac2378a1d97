package dev.ccexecutor.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The real {@code claude}, a Messages API of its own on loopback, a home of its own, and no way
 * out: what would go elsewhere goes to a closed proxy and is seen there.
 */
final class OfflineClaude implements AutoCloseable {

  private final Path directory;
  private final Path program;
  private final Path home;
  private final MessagesApiStub api;
  private final ClosedProxy proxy;

  private OfflineClaude(Path directory, Path program, MessagesApiStub api, ClosedProxy proxy)
      throws IOException {
    this.directory = directory;
    this.program = program;
    this.api = api;
    this.proxy = proxy;
    home = Files.createDirectory(directory.resolve("home"));
  }

  /** Installs it into a folder of its own; the test is skipped where that can't be done. */
  static OfflineClaude install() throws Exception {
    Path directory = Files.createTempDirectory("cc-executor-claude");
    try {
      Path program = ClaudeBinary.install(Files.createDirectory(directory.resolve("npm")));
      return new OfflineClaude(directory, program, MessagesApiStub.start(), ClosedProxy.open());
    } catch (Exception e) {
      deleteAll(directory);
      throw e;
    }
  }

  MessagesApiStub api() {
    return api;
  }

  ClosedProxy proxy() {
    return proxy;
  }

  Path program() {
    return program;
  }

  /** The words of one print-mode run that tells its events. */
  List<String> words(String prompt, String... more) {
    List<String> words = new ArrayList<>(List.of(program.toString(), "-p", prompt));
    words.addAll(List.of("--output-format", "stream-json", "--verbose"));
    words.addAll(Arrays.asList(more));
    return words;
  }

  /** What it needs in its environment. */
  Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("HOME", home.toString());
    variables.put("ANTHROPIC_BASE_URL", api.url());
    variables.put("ANTHROPIC_API_KEY", "dummy");
    variables.put("HTTP_PROXY", proxy.url());
    variables.put("HTTPS_PROXY", proxy.url());
    variables.put("NO_PROXY", "127.0.0.1");
    for (String switchedOff :
        List.of(
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC",
            "DISABLE_AUTOUPDATER",
            "DISABLE_TELEMETRY",
            "DISABLE_ERROR_REPORTING")) {
      variables.put(switchedOff, "1");
    }
    return variables;
  }

  @Override
  public void close() throws IOException {
    api.close();
    proxy.close();
    deleteAll(directory);
  }

  private static void deleteAll(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
