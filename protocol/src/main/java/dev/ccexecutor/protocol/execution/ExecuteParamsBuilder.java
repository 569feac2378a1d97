package dev.ccexecutor.protocol.execution;

import java.util.List;
import java.util.Map;

/**
 * Puts {@link ExecuteParams} together by name: what is not set is not sent. Times are in seconds,
 * as on the wire. For one thread.
 */
public final class ExecuteParamsBuilder {

  private final String command;
  private final List<String> argv;
  private OutputForm output;
  private String executionId;
  private String cwd;
  private Map<String, String> env;
  private StdinMode stdin;
  private TerminalSize pty;
  private Boolean mergeStderr;
  private Double timeout;
  private Double idleTimeout;
  private Double grace;
  private Long window;
  private Long replay;
  private SpoolMode spool;
  private WhenFull whenFull;
  private OnDisconnect onDisconnect;
  private Double detachTtl;
  private Leftovers leftovers;
  private Double drainTimeout;
  private Double progress;
  private RequestedLimits limits;
  private Map<String, String> labels;

  ExecuteParamsBuilder(String command, List<String> argv) {
    this.command = command;
    this.argv = argv;
  }

  public ExecuteParamsBuilder output(OutputForm output) {
    this.output = output;
    return this;
  }

  public ExecuteParamsBuilder executionId(String executionId) {
    this.executionId = executionId;
    return this;
  }

  public ExecuteParamsBuilder cwd(String cwd) {
    this.cwd = cwd;
    return this;
  }

  public ExecuteParamsBuilder env(Map<String, String> env) {
    this.env = env;
    return this;
  }

  public ExecuteParamsBuilder stdin(StdinMode stdin) {
    this.stdin = stdin;
    return this;
  }

  public ExecuteParamsBuilder pty(TerminalSize pty) {
    this.pty = pty;
    return this;
  }

  public ExecuteParamsBuilder mergeStderr(boolean mergeStderr) {
    this.mergeStderr = mergeStderr;
    return this;
  }

  public ExecuteParamsBuilder timeout(double timeoutSeconds) {
    this.timeout = timeoutSeconds;
    return this;
  }

  public ExecuteParamsBuilder idleTimeout(double idleTimeoutSeconds) {
    this.idleTimeout = idleTimeoutSeconds;
    return this;
  }

  public ExecuteParamsBuilder grace(double graceSeconds) {
    this.grace = graceSeconds;
    return this;
  }

  public ExecuteParamsBuilder window(long windowBytes) {
    this.window = windowBytes;
    return this;
  }

  public ExecuteParamsBuilder replay(long replayBytes) {
    this.replay = replayBytes;
    return this;
  }

  public ExecuteParamsBuilder spool(SpoolMode spool) {
    this.spool = spool;
    return this;
  }

  public ExecuteParamsBuilder whenFull(WhenFull whenFull) {
    this.whenFull = whenFull;
    return this;
  }

  public ExecuteParamsBuilder onDisconnect(OnDisconnect onDisconnect) {
    this.onDisconnect = onDisconnect;
    return this;
  }

  public ExecuteParamsBuilder detachTtl(double detachTtlSeconds) {
    this.detachTtl = detachTtlSeconds;
    return this;
  }

  public ExecuteParamsBuilder leftovers(Leftovers leftovers) {
    this.leftovers = leftovers;
    return this;
  }

  public ExecuteParamsBuilder drainTimeout(double drainTimeoutSeconds) {
    this.drainTimeout = drainTimeoutSeconds;
    return this;
  }

  public ExecuteParamsBuilder progress(double progressSeconds) {
    this.progress = progressSeconds;
    return this;
  }

  public ExecuteParamsBuilder limits(RequestedLimits limits) {
    this.limits = limits;
    return this;
  }

  public ExecuteParamsBuilder labels(Map<String, String> labels) {
    this.labels = labels;
    return this;
  }

  /**
   * The parameters.
   *
   * @throws dev.ccexecutor.protocol.jsonrpc.InvalidParameterException if a value is none that a
   *     server would take
   */
  public ExecuteParams build() {
    return new ExecuteParams(
        command,
        argv,
        executionId,
        cwd,
        env,
        stdin,
        pty,
        mergeStderr,
        timeout,
        idleTimeout,
        grace,
        output,
        window,
        replay,
        spool,
        whenFull,
        onDisconnect,
        detachTtl,
        leftovers,
        drainTimeout,
        progress,
        limits,
        labels);
  }
}
