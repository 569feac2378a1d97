package dev.ccexecutor.server.config;

import java.util.List;

/** What is held of the output and input of commands, in memory and on disk. */
public final class OutputSettings {
  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;
  private static final long GIB = 1024L * MIB;

  public static final Setting<Integer> QUEUE_BYTES =
      Setting.open(
          "queue-bytes",
          "Output of one command held in memory for its reader; above it the command must wait.",
          SettingTypes.bytes(64 * KIB, 1024 * MIB),
          DefaultValue.constant("1M"));

  public static final Setting<Integer> MAX_WINDOW_BYTES =
      Setting.open(
          "max-window-bytes",
          "Largest window that a client may ask for: output of one command that it was sent and has"
              + " not acknowledged.",
          SettingTypes.bytes(4 * KIB, 1024 * MIB),
          DefaultValue.constant("16M"));

  public static final Setting<Integer> MAX_REPLAY_BYTES =
      Setting.open(
          "max-replay-bytes",
          "Most that a client may ask to be kept of one command's output after it was sent.",
          SettingTypes.bytes(0, 1024 * MIB),
          DefaultValue.constant("16M"));

  public static final Setting<Integer> MAX_STDIN_BYTES =
      Setting.open(
          "max-stdin-bytes",
          "Input of one command held in memory until it reads it; more is refused.",
          SettingTypes.bytes(4 * KIB, 1024 * MIB),
          DefaultValue.constant("1M"));

  public static final Setting<Long> MAX_RETAINED_BYTES =
      Setting.open(
          "max-retained-bytes",
          "Memory for the output of all ended commands together; the oldest go first.",
          SettingTypes.manyBytes(0, 1024 * GIB),
          DefaultValue.constant("64M"));

  public static final Setting<Long> RETENTION =
      Setting.open(
          "retention",
          "How long an ended command can still be asked about.",
          SettingTypes.duration(0, 30 * DAY),
          DefaultValue.constant("600"));

  public static final Setting<Long> MAX_SPOOL_BYTES =
      Setting.open(
          "max-spool-bytes",
          "Output of all commands together on disk, below the data directory.",
          SettingTypes.manyBytes(0, 1024 * 1024 * GIB),
          DefaultValue.constant("10G"));

  public static final Setting<Long> MAX_SPOOL_BYTES_PER_EXECUTION =
      Setting.open(
          "max-spool-bytes-per-execution",
          "Output of one command on disk.",
          SettingTypes.manyBytes(0, 1024 * 1024 * GIB),
          DefaultValue.constant("1G"));

  public static final Setting<Long> TRANSCRIPT_RETENTION =
      Setting.open(
          "transcript-retention",
          "How long the transcript of an ended command stays on disk.",
          SettingTypes.duration(0, 3660 * DAY),
          DefaultValue.constant("168h"));

  private OutputSettings() {}

  static List<Setting<?>> all() {
    return List.of(
        QUEUE_BYTES,
        MAX_WINDOW_BYTES,
        MAX_REPLAY_BYTES,
        MAX_STDIN_BYTES,
        MAX_RETAINED_BYTES,
        RETENTION,
        MAX_SPOOL_BYTES,
        MAX_SPOOL_BYTES_PER_EXECUTION,
        TRANSCRIPT_RETENTION);
  }
}
