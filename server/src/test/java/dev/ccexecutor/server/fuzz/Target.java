package dev.ccexecutor.server.fuzz;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;

/** All targets, and how many inputs each gets in a short run. */
enum Target {
  MESSAGE(MessageTarget.class, 5_000),
  DATA_FRAME(DataFrameTarget.class, 5_000),
  COMMAND_LINE(CommandLineTarget.class, 5_000),
  HTTP(HttpTarget.class, 300),
  WEB_SOCKET(WebSocketTarget.class, 300);

  private final Class<?> type;
  private final int inputs;

  Target(Class<?> type, int inputs) {
    this.type = type;
    this.inputs = inputs;
  }

  Class<?> type() {
    return type;
  }

  int inputs() {
    return inputs;
  }

  boolean feedsServer() {
    return this == HTTP || this == WEB_SOCKET;
  }

  String folder() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The folder of its seeds. */
  Path seeds() {
    try {
      return Path.of(Target.class.getResource("/fuzz/" + folder()).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
