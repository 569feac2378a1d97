package dev.ccexecutor.server.transport;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The files of the web console by their paths. They are listed one by one, so that no path can lead
 * to another resource, and read once, so that no request reads anything. Immutable.
 */
final class ConsoleFiles {
  static final String PAGE_PATH = "/console";

  private static final String OWN = "/dev/ccexecutor/server/console/";
  private static final String WEBJARS = "/META-INF/resources/webjars/";
  private static final String WEBJARS_FACTS = "/META-INF/maven/org.webjars.npm/";

  private static final List<String> OWN_FILES =
      List.of(
          "access.js",
          "chart.js",
          "connection.js",
          "console.css",
          "console.js",
          "controls.js",
          "dom.js",
          "executions.js",
          "format.js",
          "icon.svg",
          "input.js",
          "list.js",
          "load.js",
          "metrics.js",
          "output.js",
          "start.js",
          "terminal.js",
          "trusted.js",
          "view.js");

  /** Of others: the name of the artifact, and the file within its folder. */
  private static final Map<String, List<String>> OTHERS_FILES =
      Map.of(
          "xterm.js", List.of("xterm", "lib/xterm.js"),
          "xterm.css", List.of("xterm", "css/xterm.css"),
          "xterm-addon-fit.js", List.of("xterm-addon-fit", "lib/xterm-addon-fit.js"));

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  private final Map<String, ConsoleFile> byPath;

  private ConsoleFiles(Map<String, ConsoleFile> byPath) {
    this.byPath = Map.copyOf(byPath);
  }

  /** Of a server without a console. */
  static ConsoleFiles none() {
    return new ConsoleFiles(Map.of());
  }

  /**
   * Reads them all.
   *
   * @throws IOException if one is missing: then this program was not packaged as a whole
   */
  static ConsoleFiles load() throws IOException {
    Map<String, ConsoleFile> files = new HashMap<>();
    files.put(PAGE_PATH, read(OWN + "console.html"));
    for (String name : OWN_FILES) {
      files.put(PAGE_PATH + "/" + name, read(OWN + name));
    }
    for (Map.Entry<String, List<String>> file : OTHERS_FILES.entrySet()) {
      String artifact = file.getValue().getFirst();
      String folder = WEBJARS + artifact + "/" + version(artifact) + "/";
      files.put(PAGE_PATH + "/" + file.getKey(), read(folder + file.getValue().getLast()));
    }
    return new ConsoleFiles(files);
  }

  /** The folder of a WebJar bears its version, which only the build is to name. */
  private static String version(String artifact) throws IOException {
    try (InputStream in = open(WEBJARS_FACTS + artifact + "/pom.properties")) {
      Properties facts = new Properties();
      facts.load(in);
      return facts.getProperty("version");
    }
  }

  private static ConsoleFile read(String resource) throws IOException {
    try (InputStream in = open(resource)) {
      String extension = resource.substring(resource.lastIndexOf('.') + 1);
      return new ConsoleFile(in.readAllBytes(), TYPES.get(extension));
    }
  }

  private static InputStream open(String resource) throws IOException {
    InputStream in = ConsoleFiles.class.getResourceAsStream(resource);
    if (in == null) {
      throw new FileNotFoundException("the program lacks its file " + resource);
    }
    return in;
  }

  /** The file at this path, or null. */
  ConsoleFile at(String path) {
    return byPath.get(path);
  }

  boolean isEmpty() {
    return byPath.isEmpty();
  }
}
