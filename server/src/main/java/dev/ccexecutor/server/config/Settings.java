package dev.ccexecutor.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.event.Level;

/** The table of all settings: each one's name, text, type and default stand here and only here. */
public final class Settings {
  /** The option, without dashes, that names the file to read settings from. */
  public static final String CONFIG_FILE = "config";

  private static final long SECOND = 1_000;
  private static final long HOUR = 3_600 * SECOND;

  /**
   * Far below the time after which a silent kernel counts as gone, so that a tick finds its own
   * ping answered.
   */
  private static final long LONGEST_PING_INTERVAL = 120 * SECOND;

  private static final long DAY = 24 * HOUR;
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;
  private static final long GIB = 1024L * MIB;

  public static final Setting<String> HOST =
      setting(
          "host",
          "Address or host name to listen on.",
          NetworkTypes.host(),
          DefaultValue.constant("127.0.0.1"));

  public static final Setting<Integer> PORT =
      setting(
          "port",
          "TCP port to listen on; 0 takes any free one.",
          SettingTypes.wholeNumber(0, 65_535),
          DefaultValue.constant("8003"));

  public static final Setting<Integer> MAX_SESSIONS =
      setting(
          "max-sessions",
          "Sessions, and so connections, at a time.",
          SettingTypes.wholeNumber(1, 1_000_000),
          DefaultValue.constant("100"));

  public static final Setting<Integer> MAX_EXECUTIONS_PER_SESSION =
      setting(
          "max-executions-per-session",
          "Commands that one session may have running at a time.",
          SettingTypes.wholeNumber(1, 1_000_000),
          DefaultValue.constant("1024"));

  public static final Setting<Integer> MAX_EXECUTIONS =
      setting(
          "max-executions",
          "Commands running at a time in all sessions together.",
          SettingTypes.wholeNumber(1, 1_000_000),
          DefaultValue.constant("2048"));

  public static final Setting<Integer> MAX_MESSAGE_BYTES =
      setting(
          "max-message-bytes",
          "Largest message accepted from a client.",
          SettingTypes.bytes(KIB, 16 * MIB),
          DefaultValue.constant("1M"));

  public static final Setting<Integer> QUEUE_BYTES =
      setting(
          "queue-bytes",
          "Output of one command held in memory for its reader; above it the command must wait.",
          SettingTypes.bytes(64 * KIB, 1024 * MIB),
          DefaultValue.constant("1M"));

  public static final Setting<Integer> MAX_WINDOW_BYTES =
      setting(
          "max-window-bytes",
          "Largest window that a client may ask for: output of one command that it was sent and has"
              + " not acknowledged.",
          SettingTypes.bytes(4 * KIB, 1024 * MIB),
          DefaultValue.constant("16M"));

  public static final Setting<Integer> MAX_REPLAY_BYTES =
      setting(
          "max-replay-bytes",
          "Most that a client may ask to be kept of one command's output after it was sent.",
          SettingTypes.bytes(0, 1024 * MIB),
          DefaultValue.constant("16M"));

  public static final Setting<Integer> MAX_STDIN_BYTES =
      setting(
          "max-stdin-bytes",
          "Input of one command held in memory until it reads it; more is refused.",
          SettingTypes.bytes(4 * KIB, 1024 * MIB),
          DefaultValue.constant("1M"));

  public static final Setting<Long> MAX_RETAINED_BYTES =
      setting(
          "max-retained-bytes",
          "Memory for the output of all ended commands together; the oldest go first.",
          SettingTypes.manyBytes(0, 1024 * GIB),
          DefaultValue.constant("64M"));

  public static final Setting<Long> RETENTION =
      setting(
          "retention",
          "How long an ended command can still be asked about.",
          SettingTypes.duration(0, 30 * DAY),
          DefaultValue.constant("600"));

  public static final Setting<Long> MAX_SPOOL_BYTES =
      setting(
          "max-spool-bytes",
          "Output of all commands together on disk, below the data directory.",
          SettingTypes.manyBytes(0, 1024 * 1024 * GIB),
          DefaultValue.constant("10G"));

  public static final Setting<Long> MAX_SPOOL_BYTES_PER_EXECUTION =
      setting(
          "max-spool-bytes-per-execution",
          "Output of one command on disk.",
          SettingTypes.manyBytes(0, 1024 * 1024 * GIB),
          DefaultValue.constant("1G"));

  public static final Setting<Long> TRANSCRIPT_RETENTION =
      setting(
          "transcript-retention",
          "How long the transcript of an ended command stays on disk.",
          SettingTypes.duration(0, 3660 * DAY),
          DefaultValue.constant("168h"));

  public static final Setting<Long> HANDSHAKE_TIMEOUT =
      setting(
          "handshake-timeout",
          "How long a client may take from connecting to the end of the WebSocket handshake.",
          SettingTypes.duration(SECOND / 10, HOUR),
          DefaultValue.constant("10"));

  public static final Setting<Long> PING_INTERVAL =
      setting(
          "ping-interval",
          "Time between two WebSocket pings to a silent client.",
          SettingTypes.duration(SECOND / 10, LONGEST_PING_INTERVAL),
          DefaultValue.constant("30"));

  public static final Setting<Long> DRAIN_TIMEOUT =
      setting(
          "drain-timeout",
          "How long SIGTERM leaves running commands alone before they are stopped.",
          SettingTypes.duration(0, HOUR),
          DefaultValue.constant("5"));

  public static final Setting<Integer> MAX_CPU_SECONDS =
      setting(
          "max-cpu-seconds",
          "Processor time that a process of a command may use; 0 for no ceiling.",
          SettingTypes.wholeNumber(0, Integer.MAX_VALUE),
          DefaultValue.constant("0"));

  public static final Setting<Long> MAX_ADDRESS_SPACE_BYTES =
      setting(
          "max-address-space-bytes",
          "Address space that a process of a command may have; 0 for no ceiling.",
          SettingTypes.manyBytes(0, 1024 * 1024 * GIB),
          DefaultValue.constant("0"));

  public static final Setting<Integer> MAX_OPEN_FILES =
      setting(
          "max-open-files",
          "Files that a process of a command may have open; 0 for no ceiling.",
          SettingTypes.wholeNumber(0, Integer.MAX_VALUE),
          DefaultValue.constant("0"));

  public static final Setting<Integer> MAX_PROCESSES =
      setting(
          "max-processes",
          "Processes of this server's user above which no command starts another; 0 for no"
              + " ceiling. Does not bind root.",
          SettingTypes.wholeNumber(0, Integer.MAX_VALUE),
          DefaultValue.constant("0"));

  public static final Setting<Integer> MIN_NICE =
      setting(
          "min-nice",
          "Lowest nice value, so the highest priority, that a command may have.",
          SettingTypes.wholeNumber(-20, 19),
          DefaultValue.constant("0"));

  public static final Setting<Integer> CHILD_OOM_SCORE_ADJ =
      setting(
          "child-oom-score-adj",
          "How far above this server's own the oom_score_adj of commands is at least, so that the"
              + " kernel takes them first when memory runs out; 0 leaves it alone.",
          SettingTypes.wholeNumber(0, 2000),
          DefaultValue.constant("300"));

  public static final Setting<Path> SHELL =
      setting(
          "shell",
          "Shell that runs command lines: a path, a name on the PATH, or 'default' for /bin/sh.",
          PathTypes.shell(),
          DefaultValue.constant("/bin/sh"));

  public static final Setting<Path> DATA_DIR =
      setting(
          "data-dir",
          "Directory for what must outlive the process, such as the journal by which the next start"
              + " ends what a crash has left; created if it is missing.",
          PathTypes.directory(),
          PathTypes.stateDirectory("cc-executor"));

  public static final Setting<InheritedEnvironment> PASS_ENV =
      setting(
          "pass-env",
          "Comma list of this server's variables, or prefixes such as AWS_*, that commands get"
              + " too.",
          SettingTypes.inheritedEnvironment(),
          DefaultValue.constant(""));

  public static final Setting<Set<String>> ALLOWED_ORIGINS =
      setting(
          "allowed-origins",
          "Comma list of origins whose pages may connect from a browser; others are refused.",
          NetworkTypes.origins(),
          DefaultValue.constant(""));

  public static final Setting<ContainmentMode> CONTAINMENT =
      setting(
          "containment",
          "What holds all that a command starts: a cgroup of version 2, or the walk over /proc.",
          SettingTypes.oneOf("MODE", ContainmentMode.class),
          DefaultValue.constant("auto"));

  public static final Setting<Integer> EVENT_LOOPS =
      setting(
          "event-loops",
          "Threads that serve sockets.",
          SettingTypes.wholeNumber(1, 1024),
          DefaultValue.halfTheProcessors());

  public static final Setting<Integer> READER_LOOPS =
      setting(
          "reader-loops",
          "Threads that read the output of commands.",
          SettingTypes.wholeNumber(1, 1024),
          DefaultValue.halfTheProcessors());

  public static final Setting<Level> LOG_LEVEL =
      setting(
          "log-level",
          "Least severe level that is logged.",
          SettingTypes.oneOf("LEVEL", Level.class),
          DefaultValue.constant("info"));

  public static final Setting<LogFormat> LOG_FORMAT =
      setting(
          "log-format",
          "How log lines are written to stderr.",
          SettingTypes.oneOf("FORMAT", LogFormat.class),
          DefaultValue.constant("json"));

  private static final List<Setting<?>> ALL =
      List.of(
          HOST,
          PORT,
          MAX_SESSIONS,
          MAX_EXECUTIONS_PER_SESSION,
          MAX_EXECUTIONS,
          MAX_MESSAGE_BYTES,
          QUEUE_BYTES,
          MAX_WINDOW_BYTES,
          MAX_REPLAY_BYTES,
          MAX_STDIN_BYTES,
          MAX_RETAINED_BYTES,
          RETENTION,
          MAX_SPOOL_BYTES,
          MAX_SPOOL_BYTES_PER_EXECUTION,
          TRANSCRIPT_RETENTION,
          HANDSHAKE_TIMEOUT,
          PING_INTERVAL,
          DRAIN_TIMEOUT,
          MAX_CPU_SECONDS,
          MAX_ADDRESS_SPACE_BYTES,
          MAX_OPEN_FILES,
          MAX_PROCESSES,
          MIN_NICE,
          CHILD_OOM_SCORE_ADJ,
          SHELL,
          DATA_DIR,
          PASS_ENV,
          ALLOWED_ORIGINS,
          CONTAINMENT,
          EVENT_LOOPS,
          READER_LOOPS,
          LOG_LEVEL,
          LOG_FORMAT);

  private Settings() {}

  /** Every setting, in the order of the help. */
  public static List<Setting<?>> all() {
    return ALL;
  }

  /** The setting of that kebab-case name. */
  static Optional<Setting<?>> byName(String name) {
    return ALL.stream()
        .<Setting<?>>map(setting -> setting)
        .filter(setting -> setting.name().equals(name))
        .findFirst();
  }

  private static <T> Setting<T> setting(
      String name, String description, SettingType<T> type, DefaultValue defaultValue) {
    return new Setting<>(name, description, type, defaultValue, false);
  }
}
