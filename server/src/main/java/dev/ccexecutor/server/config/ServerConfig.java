package dev.ccexecutor.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Everything the operator chose, validated once and never changed. What each component means stands
 * in {@link Settings}; names ending in {@code Bytes} and {@code Millis} bear their unit.
 *
 * @param host an address without brackets, or a name
 * @param port 0 for any free one
 * @param shell an executable file
 * @param dataDirectory an existing directory that this user may write to
 * @param allowedOrigins in lower case
 * @param console whether it is served, and its own pages may connect
 * @param mcp whether {@code /mcp} is there
 * @param access by what clients are let in
 * @param listenDescriptor a socket that was handed over to listen on, bound to {@code host} and
 *     {@code port}
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
    InputLimits inputLimits,
    ChildLimits childLimits,
    PolicyChoice policies,
    SpoolLimits spoolLimits,
    Path shell,
    Path dataDirectory,
    InheritedEnvironment inheritedEnvironment,
    ChildIsolation childIsolation,
    AuditConfig audit,
    HookConfig hooks,
    Set<String> allowedOrigins,
    boolean console,
    boolean mcp,
    AccessConfig access,
    ContainmentMode containment,
    int eventLoops,
    int readerLoops,
    LogConfig log,
    OptionalInt listenDescriptor,
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
    return resolve(new SettingsResolver(commandLine, environment, true), environment);
  }

  /** The same, but nothing is created: the data directory may be missing, or of no use. */
  public static ServerConfig inspect(
      Map<String, String> commandLine, Map<String, String> environment) {
    return resolve(new SettingsResolver(commandLine, environment, false), environment);
  }

  private static ServerConfig resolve(SettingsResolver resolver, Map<String, String> environment) {
    return of(resolver.resolve(), environment, resolver.warnings());
  }

  /** One line per setting for the log at start: name, value, source; secrets are masked. */
  public List<String> describe() {
    return settings.describe();
  }

  private static ServerConfig of(
      ResolvedSettings settings, Map<String, String> environment, List<String> warnings) {
    return new ServerConfig(
        settings.valueOf(ConnectionSettings.HOST),
        settings.valueOf(ConnectionSettings.PORT),
        settings.valueOf(ConnectionSettings.MAX_SESSIONS),
        settings.valueOf(CommandSettings.MAX_EXECUTIONS_PER_SESSION),
        settings.valueOf(CommandSettings.MAX_EXECUTIONS),
        settings.valueOf(ConnectionSettings.MAX_MESSAGE_BYTES),
        settings.valueOf(OutputSettings.QUEUE_BYTES),
        settings.valueOf(OutputSettings.MAX_WINDOW_BYTES),
        settings.valueOf(OutputSettings.MAX_REPLAY_BYTES),
        settings.valueOf(OutputSettings.MAX_STDIN_BYTES),
        settings.valueOf(OutputSettings.MAX_RETAINED_BYTES),
        settings.valueOf(OutputSettings.RETENTION),
        settings.valueOf(ConnectionSettings.HANDSHAKE_TIMEOUT),
        settings.valueOf(ConnectionSettings.PING_INTERVAL),
        settings.valueOf(OperationSettings.DRAIN_TIMEOUT),
        InputSettings.limits(settings),
        childLimits(settings),
        new PolicyChoice(
            settings.valueOf(PolicySettings.ALLOW), settings.valueOf(PolicySettings.POLICY_FILE)),
        spoolLimits(settings),
        settings.valueOf(CommandSettings.SHELL),
        settings.valueOf(OperationSettings.DATA_DIR),
        settings.valueOf(CommandSettings.PASS_ENV),
        new ChildIsolation(
            settings.valueOf(IsolationSettings.RUN_AS),
            settings.valueOf(IsolationSettings.NO_NEW_PRIVS),
            settings.valueOf(IsolationSettings.UMASK)),
        new AuditConfig(
            settings.valueOf(AuditSettings.AUDIT_FILE),
            settings.valueOf(AuditSettings.AUDIT_MAX_BYTES),
            settings.valueOf(AuditSettings.AUDIT_OLDER_FILES),
            settings.valueOf(AuditSettings.AUDIT_WHEN_FULL)),
        HookConfig.of(settings),
        settings.valueOf(ConnectionSettings.ALLOWED_ORIGINS),
        settings.valueOf(ConnectionSettings.CONSOLE),
        settings.valueOf(ConnectionSettings.MCP),
        AccessConfig.of(settings, environment),
        settings.valueOf(CommandSettings.CONTAINMENT),
        settings.valueOf(OperationSettings.EVENT_LOOPS),
        settings.valueOf(OperationSettings.READER_LOOPS),
        LogSettings.of(settings),
        ServiceVariables.listenDescriptor(environment),
        settings,
        warnings);
  }

  private static ChildLimits childLimits(ResolvedSettings settings) {
    return new ChildLimits(
        settings.valueOf(CommandSettings.MAX_CPU_SECONDS),
        settings.valueOf(CommandSettings.MAX_ADDRESS_SPACE_BYTES),
        settings.valueOf(CommandSettings.MAX_OPEN_FILES),
        settings.valueOf(CommandSettings.MAX_PROCESSES),
        settings.valueOf(CommandSettings.MIN_NICE),
        settings.valueOf(CommandSettings.CHILD_OOM_SCORE_ADJ));
  }

  private static SpoolLimits spoolLimits(ResolvedSettings settings) {
    return new SpoolLimits(
        settings.valueOf(OutputSettings.MAX_SPOOL_BYTES),
        settings.valueOf(OutputSettings.MAX_SPOOL_BYTES_PER_EXECUTION),
        settings.valueOf(OutputSettings.TRANSCRIPT_RETENTION));
  }
}
