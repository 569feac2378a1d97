package dev.ccexecutor.protocol.execution;

import dev.ccexecutor.protocol.jsonrpc.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.node.ObjectNode;

/**
 * The parameters of {@code execute}. The components are as sent, null for what was not; the methods
 * give what counts.
 *
 * @param command a line for the shell; either this or argv
 * @param argv a program and its arguments
 * @param executionId chosen by the client
 * @param cwd the working directory
 * @param env added to the child's environment; a null value removes
 * @param stdin what the child reads
 * @param pty a terminal instead of pipes
 * @param mergeStderr one pipe for both outputs
 * @param timeout running time allowed, in seconds, 0 for none
 * @param idleTimeout longest silence, in seconds, 0 for none
 * @param grace from TERM to KILL, in seconds
 * @param output how output reaches this client
 * @param window bytes that may be sent and not acknowledged
 * @param replay bytes that are kept for another attach
 * @param spool what goes to disk
 * @param whenFull what happens at the limits
 * @param onDisconnect what happens when the connection goes
 * @param detachTtl longest time detached, in seconds
 * @param leftovers what becomes of what outlives the leader
 * @param drainTimeout longest silence of pipes that outlive the leader, in seconds
 * @param progress time between progress notifications, in seconds
 * @param limits what its processes may use
 * @param labels kept, shown and logged
 */
public record ExecuteParams(
    String command,
    List<String> argv,
    String executionId,
    String cwd,
    Map<String, String> env,
    StdinMode stdin,
    TerminalSize pty,
    Boolean mergeStderr,
    Double timeout,
    Double idleTimeout,
    Double grace,
    OutputForm output,
    Long window,
    Long replay,
    SpoolMode spool,
    WhenFull whenFull,
    OnDisconnect onDisconnect,
    Double detachTtl,
    Leftovers leftovers,
    Double drainTimeout,
    Double progress,
    RequestedLimits limits,
    Map<String, String> labels) {

  /** The smallest window that may be asked for, in bytes. */
  public static final long MIN_WINDOW_BYTES = 4096;

  public static final long DEFAULT_GRACE_MILLIS = 5_000;
  public static final long DEFAULT_DETACH_TTL_MILLIS = 60_000;
  public static final long DEFAULT_DRAIN_TIMEOUT_MILLIS = 2_000;
  public static final long DEFAULT_REPLAY_BYTES = 1 << 20;

  /** How this client gets the output is no part of what the execution is, nor is its name. */
  private static final List<String> NOT_IN_FINGERPRINT =
      List.of("execution_id", "output", "window");

  private static final ObjectWriter SORTED =
      Json.MAPPER.writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED);

  public ExecuteParams {
    requireOneProgram(command, argv);
    ParameterRules.argv(argv);
    ParameterRules.newId("execution_id", executionId);
    ParameterRules.nonEmpty("cwd", cwd);
    ParameterRules.nativeText("cwd", cwd);
    ParameterRules.env(env);
    ParameterRules.labels(labels);
    requireTimes(timeout, idleTimeout, grace, detachTtl, drainTimeout);
    ParameterRules.seconds("progress", progress);
    ParameterRules.require(progress == null || progress > 0, "progress", "must be greater than 0");
    ParameterRules.atLeast("window", window, MIN_WINDOW_BYTES);
    ParameterRules.atLeast("replay", replay, 0);
    argv = argv == null ? null : List.copyOf(argv);
    env = env == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(env));
    labels = labels == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }

  /** Starts parameters for a line that the shell runs. */
  public static ExecuteParamsBuilder command(String line) {
    return new ExecuteParamsBuilder(line, null);
  }

  /** Starts parameters for a program and its arguments, without a shell. */
  public static ExecuteParamsBuilder argv(List<String> programAndArguments) {
    return new ExecuteParamsBuilder(null, programAndArguments);
  }

  /** What is set in the child's environment; a null value removes. Never null itself. */
  public Map<String, String> environment() {
    return env == null ? Map.of() : env;
  }

  /** The labels; never null. */
  public Map<String, String> labelMap() {
    return labels == null ? Map.of() : labels;
  }

  /** What the child reads; a terminal is read like a pipe. */
  public StdinMode stdinMode() {
    return pty != null ? StdinMode.PIPE : Objects.requireNonNullElse(stdin, StdinMode.NONE);
  }

  public boolean mergesStderr() {
    return mergeStderr != null && mergeStderr;
  }

  /** Running time allowed; 0 is none. */
  public long timeoutMillis() {
    return ParameterRules.millisOf(timeout, 0);
  }

  /** Longest silence allowed; 0 is none. */
  public long idleTimeoutMillis() {
    return ParameterRules.millisOf(idleTimeout, 0);
  }

  /** From TERM to KILL. */
  public long graceMillis() {
    return ParameterRules.millisOf(grace, DEFAULT_GRACE_MILLIS);
  }

  public OutputForm outputForm() {
    return Objects.requireNonNullElse(output, OutputForm.TEXT);
  }

  /** Bytes that may be sent and not acknowledged; empty where the socket alone governs. */
  public OptionalLong windowBytes() {
    return window == null ? OptionalLong.empty() : OptionalLong.of(window);
  }

  public long replayBytes() {
    return Objects.requireNonNullElse(replay, DEFAULT_REPLAY_BYTES);
  }

  public SpoolMode spoolMode() {
    return Objects.requireNonNullElse(spool, SpoolMode.OFF);
  }

  public WhenFull whenFullMode() {
    return Objects.requireNonNullElse(whenFull, WhenFull.BLOCK);
  }

  /** What happens when the connection goes; the default is the connection's to know. */
  public OnDisconnect onDisconnectOr(OnDisconnect connectionDefault) {
    return Objects.requireNonNullElse(onDisconnect, connectionDefault);
  }

  public long detachTtlMillis() {
    return ParameterRules.millisOf(detachTtl, DEFAULT_DETACH_TTL_MILLIS);
  }

  public Leftovers leftoversMode() {
    return Objects.requireNonNullElse(leftovers, Leftovers.TERMINATE);
  }

  public long drainTimeoutMillis() {
    return ParameterRules.millisOf(drainTimeout, DEFAULT_DRAIN_TIMEOUT_MILLIS);
  }

  /** What its processes may use; never null. */
  public RequestedLimits requestedLimits() {
    return Objects.requireNonNullElse(limits, RequestedLimits.NONE);
  }

  /** Time between progress notifications; 0 is none. */
  public long progressMillis() {
    return ParameterRules.millisOf(progress, 0);
  }

  /**
   * A digest of all parameters but {@code execution_id}, {@code output} and {@code window}: the
   * same for two calls that ask for the same execution, whatever the order of names. 64 hex digits.
   */
  public String fingerprint() {
    ObjectNode members = Json.MAPPER.valueToTree(this);
    members.remove(NOT_IN_FINGERPRINT);
    byte[] digest = sha256().digest(SORTED.writeValueAsBytes(members));
    return HexFormat.of().formatHex(digest);
  }

  /** Without the command and the environment, which may hold secrets: this may end up in a log. */
  @Override
  public String toString() {
    return "ExecuteParams[executionId=" + executionId + ", labels=" + labels + "]";
  }

  private static void requireOneProgram(String command, List<String> argv) {
    ParameterRules.require(
        command != null || argv != null, "command", "is required where there is no argv");
    ParameterRules.require(
        command == null || argv == null, "argv", "must not be there beside command");
    ParameterRules.nonEmpty("command", command);
    ParameterRules.nativeText("command", command);
  }

  private static void requireTimes(
      Double timeout, Double idleTimeout, Double grace, Double detachTtl, Double drainTimeout) {
    ParameterRules.seconds("timeout", timeout);
    ParameterRules.seconds("idle_timeout", idleTimeout);
    ParameterRules.seconds("grace", grace);
    ParameterRules.seconds("detach_ttl", detachTtl);
    ParameterRules.seconds("drain_timeout", drainTimeout);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
