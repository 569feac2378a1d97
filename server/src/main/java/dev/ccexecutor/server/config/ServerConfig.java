package dev.ccexecutor.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.event.Level;

/**
 * Everything the operator chose, validated once and never changed. What each component means stands
 * in {@link Settings}; names ending in {@code Bytes} and {@code Millis} bear their unit.
 *
 * @param host an address without brackets, or a name
 * @param port 0 for any free one
 * @param shell an executable file
 * @param dataDirectory an existing directory that this user may write to
 * @param allowedOrigins in lower case
 * @param settings the same values once more, with where each came from
 * @param warnings oddities that do not stop the server, one line each, to be logged at start
 */
public record ServerConfig(
    String host,
    int port,
    int maxSessions,
    int maxExecutionsPerSession,
    int maxExecutions,
    int maxMessageBytes,
    int queueBytes,
    int maxWindowBytes,
    int maxReplayBytes,
    int maxStdinBytes,
    long maxRetainedBytes,
    long retentionMillis,
    long handshakeTimeoutMillis,
    long pingIntervalMillis,
    long drainTimeoutMillis,
    ChildLimits childLimits,
    SpoolLimits spoolLimits,
    Path shell,
    Path dataDirectory,
    InheritedEnvironment inheritedEnvironment,
    Set<String> allowedOrigins,
    ContainmentMode containment,
    int eventLoops,
    int readerLoops,
    Level logLevel,
    LogFormat logFormat,
    ResolvedSettings settings,
    List<String> warnings) {

  /** Makes the collections immutable. */
  public ServerConfig {
    allowedOrigins = Set.copyOf(allowedOrigins);
    warnings = List.copyOf(warnings);
  }

  /**
   * Resolves every setting: the command line wins over the environment, this over the file, and
   * this over the default. Creates the data directory where it is missing.
   *
   * @param commandLine texts by the names of settings, without dashes; the name of the file, if
   *     any, under {@link Settings#CONFIG_FILE}
   * @param environment the server's environment
   * @throws ConfigurationException with every problem found
   */
  public static ServerConfig resolve(
      Map<String, String> commandLine, Map<String, String> environment) {
    SettingsResolver resolver = new SettingsResolver(commandLine, environment);
    return of(resolver.resolve(), resolver.warnings());
  }

  /** One line per setting for the log at start: name, value, source; secrets are masked. */
  public List<String> describe() {
    return settings.describe();
  }

  private static ServerConfig of(ResolvedSettings settings, List<String> warnings) {
    return new ServerConfig(
        settings.valueOf(Settings.HOST),
        settings.valueOf(Settings.PORT),
        settings.valueOf(Settings.MAX_SESSIONS),
        settings.valueOf(Settings.MAX_EXECUTIONS_PER_SESSION),
        settings.valueOf(Settings.MAX_EXECUTIONS),
        settings.valueOf(Settings.MAX_MESSAGE_BYTES),
        settings.valueOf(Settings.QUEUE_BYTES),
        settings.valueOf(Settings.MAX_WINDOW_BYTES),
        settings.valueOf(Settings.MAX_REPLAY_BYTES),
        settings.valueOf(Settings.MAX_STDIN_BYTES),
        settings.valueOf(Settings.MAX_RETAINED_BYTES),
        settings.valueOf(Settings.RETENTION),
        settings.valueOf(Settings.HANDSHAKE_TIMEOUT),
        settings.valueOf(Settings.PING_INTERVAL),
        settings.valueOf(Settings.DRAIN_TIMEOUT),
        childLimits(settings),
        spoolLimits(settings),
        settings.valueOf(Settings.SHELL),
        settings.valueOf(Settings.DATA_DIR),
        settings.valueOf(Settings.PASS_ENV),
        settings.valueOf(Settings.ALLOWED_ORIGINS),
        settings.valueOf(Settings.CONTAINMENT),
        settings.valueOf(Settings.EVENT_LOOPS),
        settings.valueOf(Settings.READER_LOOPS),
        settings.valueOf(Settings.LOG_LEVEL),
        settings.valueOf(Settings.LOG_FORMAT),
        settings,
        warnings);
  }

  private static ChildLimits childLimits(ResolvedSettings settings) {
    return new ChildLimits(
        settings.valueOf(Settings.MAX_CPU_SECONDS),
        settings.valueOf(Settings.MAX_ADDRESS_SPACE_BYTES),
        settings.valueOf(Settings.MAX_OPEN_FILES),
        settings.valueOf(Settings.MAX_PROCESSES),
        settings.valueOf(Settings.MIN_NICE),
        settings.valueOf(Settings.CHILD_OOM_SCORE_ADJ));
  }

  private static SpoolLimits spoolLimits(ResolvedSettings settings) {
    return new SpoolLimits(
        settings.valueOf(Settings.MAX_SPOOL_BYTES),
        settings.valueOf(Settings.MAX_SPOOL_BYTES_PER_EXECUTION),
        settings.valueOf(Settings.TRANSCRIPT_RETENTION));
  }
}
