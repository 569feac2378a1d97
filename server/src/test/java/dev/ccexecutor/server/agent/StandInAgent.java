package dev.ccexecutor.server.agent;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A program that stands in for {@code claude}; the script says what it can be asked for. */
public final class StandInAgent {
  private StandInAgent() {}

  /** The words that start it: Maven copies resources without their execute bit. */
  public static List<String> command() {
    return List.of("/bin/sh", path());
  }

  private static String path() {
    URL script = StandInAgent.class.getResource("/agent/stand-in-agent");
    try {
      return Path.of(Objects.requireNonNull(script).toURI()).toString();
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
