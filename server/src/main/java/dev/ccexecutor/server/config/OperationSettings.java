package dev.ccexecutor.server.config;

import java.nio.file.Path;
import java.util.List;

/** What the server itself uses, and how it ends. */
public final class OperationSettings {
  private static final long HOUR = 3_600_000;

  public static final Setting<Path> DATA_DIR =
      Setting.open(
          "data-dir",
          "Directory for what must outlive the process, such as the journal by which the next start"
              + " ends what a crash has left; created if it is missing.",
          PathTypes.directory(),
          PathTypes.stateDirectory("cc-executor"));

  public static final Setting<Long> DRAIN_TIMEOUT =
      Setting.open(
          "drain-timeout",
          "How long SIGTERM leaves running commands alone before they are stopped.",
          SettingTypes.duration(0, HOUR),
          DefaultValue.constant("5"));

  public static final Setting<Integer> EVENT_LOOPS =
      Setting.open(
          "event-loops",
          "Threads that serve sockets.",
          SettingTypes.wholeNumber(1, 1024),
          DefaultValue.halfTheProcessors());

  public static final Setting<Integer> READER_LOOPS =
      Setting.open(
          "reader-loops",
          "Threads that read the output of commands.",
          SettingTypes.wholeNumber(1, 1024),
          DefaultValue.halfTheProcessors());

  private OperationSettings() {}

  static List<Setting<?>> all() {
    return List.of(DATA_DIR, DRAIN_TIMEOUT, EVENT_LOOPS, READER_LOOPS);
  }
}
