package dev.ccexecutor.server.logging;

/** The keys of key-value pairs in log lines: what is one thing bears one name in every line. */
public final class LogKeys {
  public static final String SESSION_ID = "session_id";
  public static final String EXECUTION_ID = "execution_id";

  /** The {@code id} of a JSON-RPC request. */
  public static final String REQUEST_ID = "request_id";

  /** The method of a JSON-RPC message. */
  public static final String METHOD = "method";

  /** The name of the token that the client showed. */
  public static final String PRINCIPAL = "principal";

  /** The address and port of the client. */
  public static final String PEER = "peer";

  /** The code of a JSON-RPC error, or of a WebSocket close. */
  public static final String CODE = "code";

  /** What a client was told in place of the details of an internal error. */
  public static final String ERROR_ID = "error_id";

  /** What a client calls its execution: a map, which is an object in lines of JSON. */
  public static final String LABELS = "labels";

  public static final String REASON = "reason";
  public static final String PID = "pid";
  public static final String PGID = "pgid";
  public static final String SIGNAL = "signal";
  public static final String EXIT_CODE = "exit_code";
  public static final String ERRNO = "errno";
  public static final String STDOUT_BYTES = "stdout_bytes";
  public static final String STDERR_BYTES = "stderr_bytes";
  public static final String DURATION_MILLIS = "duration_ms";

  /** How many log lines were lost because they could not be written fast enough. */
  public static final String DROPPED_LINES = "dropped_lines";

  private LogKeys() {}
}
