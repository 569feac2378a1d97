package dev.ccexecutor.server.config;

import java.nio.file.Path;
import java.util.List;
import org.slf4j.event.Level;

/** What the server itself uses, and how it ends and tells of itself. */
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

  public static final Setting<Level> LOG_LEVEL =
      Setting.open(
          "log-level",
          "Least severe level that is logged.",
          SettingTypes.oneOf("LEVEL", Level.class),
          DefaultValue.constant("info"));

  public static final Setting<LogFormat> LOG_FORMAT =
      Setting.open(
          "log-format",
          "How log lines are written to stderr.",
          SettingTypes.oneOf("FORMAT", LogFormat.class),
          DefaultValue.constant("json"));

  private OperationSettings() {}

  static List<Setting<?>> all() {
    return List.of(DATA_DIR, DRAIN_TIMEOUT, EVENT_LOOPS, READER_LOOPS, LOG_LEVEL, LOG_FORMAT);
  }
}
