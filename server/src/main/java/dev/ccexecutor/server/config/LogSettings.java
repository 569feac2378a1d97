package dev.ccexecutor.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the server tells of itself, where, and how it looks. */
public final class LogSettings {
  private static final long MIB = 1024 * 1024;

  public static final Setting<LogLevels> LOG_LEVEL =
      Setting.open(
          "log-level",
          "Least severe level that is logged; then, after commas, PART=LEVEL for parts of the"
              + " server (info,transport=debug).",
          new SettingType<>(
              "LEVELS",
              "error, warn, info, debug, trace",
              (text, environment) -> LogLevels.parse(text),
              LogLevels::toString),
          DefaultValue.constant("info"));

  public static final Setting<Optional<Path>> LOG_LEVEL_FILE =
      Setting.open(
          "log-level-file",
          "File whose text takes the place of log-level for as long as there is one; looked at each"
              + " second.",
          PathTypes.optionalFile(),
          DefaultValue.constant(""));

  public static final Setting<LogFormat> LOG_FORMAT =
      Setting.open(
          "log-format",
          "How log lines look; auto is text on a terminal, and JSON elsewhere.",
          SettingTypes.oneOf("FORMAT", LogFormat.class),
          DefaultValue.constant("auto"));

  public static final Setting<Optional<Path>> LOG_FILE =
      Setting.open(
          "log-file",
          "File that gets the log lines in the place of stderr.",
          PathTypes.optionalFile(),
          DefaultValue.constant(""));

  public static final Setting<Long> LOG_MAX_BYTES =
      Setting.open(
          "log-max-bytes",
          "Size at which the log file is renamed to FILE.1, and so on.",
          SettingTypes.manyBytes(64 * 1024, 1024 * 1024 * MIB),
          DefaultValue.constant("64M"));

  public static final Setting<Integer> LOG_MAX_FILES =
      Setting.open(
          "log-max-files",
          "How many of these there are at most, the one that is written to among them.",
          SettingTypes.wholeNumber(1, 1000),
          DefaultValue.constant("8"));

  private LogSettings() {}

  static List<Setting<?>> all() {
    return List.of(LOG_LEVEL, LOG_LEVEL_FILE, LOG_FORMAT, LOG_FILE, LOG_MAX_BYTES, LOG_MAX_FILES);
  }

  static LogConfig of(ResolvedSettings settings) {
    return new LogConfig(
        settings.valueOf(LOG_LEVEL),
        settings.valueOf(LOG_LEVEL_FILE),
        settings.valueOf(LOG_FORMAT),
        settings.valueOf(LOG_FILE),
        settings.valueOf(LOG_MAX_BYTES),
        settings.valueOf(LOG_MAX_FILES));
  }
}
