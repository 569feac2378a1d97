package dev.ccexecutor.server.metrics;

import java.util.List;

/**
 * Every metric of this server's own; what {@code jvm_} begins comes from Micrometer. The table in
 * docs/OPERATIONS.md has the same, which a test compares.
 *
 * <p>A label's values are known when the server has started, and none is a client's to choose: a
 * page is as long after a year as after a minute.
 */
public enum Metric {
  VERSION(Type.GAUGE, "cc_executor_version", "1; the version is in the label", "version"),
  SESSIONS(Type.GAUGE, "cc_executor_sessions", "Sessions that are open"),
  EXECUTIONS(
      Type.GAUGE,
      "cc_executor_executions",
      "Executions that are known, by state; completed ones are remembered for a time",
      "state"),
  EXECUTIONS_STARTED(
      Type.COUNTER, "cc_executor_executions_started_total", "Executions whose process was spawned"),
  EXECUTIONS_ENDED(
      Type.COUNTER,
      "cc_executor_executions_ended_total",
      "Executions that have ended, by what first made them end",
      "reason"),
  CHILD_OUTPUT_BYTES(
      Type.COUNTER,
      "cc_executor_child_output_bytes_total",
      "Bytes read from executions' pipes and terminals",
      "stream"),
  OUTPUT_BYTES(
      Type.COUNTER,
      "cc_executor_output_bytes_total",
      "Bytes of executions handed to clients' connections, counted as the execution wrote them",
      "stream",
      "form"),
  GAP_BYTES(
      Type.COUNTER,
      "cc_executor_gap_bytes_total",
      "Bytes that clients were told will not come (process.gap)",
      "stream"),
  READER_BLOCKED_SECONDS(
      Type.COUNTER,
      "cc_executor_reader_blocked_seconds_total",
      "Time in which an execution's pipes were not read because clients lagged, of all together"),
  QUEUE_BYTES(
      Type.GAUGE, "cc_executor_queue_bytes", "Output that waits between reader and event loops"),
  KEPT_BYTES(Type.GAUGE, "cc_executor_kept_bytes", "Output that is kept in memory"),
  RETAINED_BYTES(
      Type.GAUGE,
      "cc_executor_retained_bytes",
      "What is remembered of ended executions, as --max-retained-bytes counts it"),
  SPOOL_BYTES(Type.GAUGE, "cc_executor_spool_bytes", "Output and transcripts on disk"),
  SPOOL_REFUSALS(
      Type.COUNTER,
      "cc_executor_spool_refusals_total",
      "Times that output could not go to disk",
      "reason"),
  SPAWN_SECONDS(
      Type.HISTOGRAM,
      "cc_executor_spawn_seconds",
      "Time from the order to spawn until the process runs its program"),
  CONTROL_SECONDS(
      Type.HISTOGRAM,
      "cc_executor_control_seconds",
      "Time from a control until its answer is known, granted or not",
      "type"),
  REFUSALS(
      Type.COUNTER,
      "cc_executor_refusals_total",
      "Connections and HTTP requests that were refused",
      "reason"),
  ERRORS(Type.COUNTER, "cc_executor_errors_total", "Errors answered, by JSON-RPC code", "code"),
  HOOKS(
      Type.COUNTER,
      "cc_executor_hooks_total",
      "Runs of the operator's hooks that are over",
      "hook",
      "outcome"),
  LOOP_LAG_SECONDS(
      Type.GAUGE,
      "cc_executor_loop_lag_seconds",
      "How late a timer of a loop was at most in the last 15 seconds",
      "loop"),
  BUFFER_BYTES(
      Type.GAUGE,
      "cc_executor_buffer_bytes",
      "Memory for what is on its way, by what it is for",
      "kind"),
  LOG_LINES_DROPPED(
      Type.COUNTER,
      "cc_executor_log_lines_dropped_total",
      "Log lines lost because stderr or the log file did not take them"),
  AUDIT_LINES_DROPPED(
      Type.COUNTER,
      "cc_executor_audit_lines_dropped_total",
      "Audit lines lost because the audit file could not be written"),
  PROCESS_RESIDENT_MEMORY(
      Type.GAUGE, "process_resident_memory_bytes", "The server's resident memory"),
  PROCESS_VIRTUAL_MEMORY(Type.GAUGE, "process_virtual_memory_bytes", "The server's address space"),
  PROCESS_OPEN_FDS(Type.GAUGE, "process_open_fds", "The server's open descriptors"),
  PROCESS_MAX_FDS(Type.GAUGE, "process_max_fds", "How many it may have"),
  PROCESS_CPU_SECONDS(
      Type.COUNTER, "process_cpu_seconds_total", "Processor time that the server itself has used"),
  PROCESS_START_TIME(
      Type.GAUGE, "process_start_time_seconds", "When the server started, in Unix time");

  /** What Prometheus calls a type. */
  public enum Type {
    GAUGE,
    COUNTER,
    HISTOGRAM
  }

  private final Type type;
  private final String wireName;
  private final String description;

  @SuppressWarnings("ImmutableEnumChecker") // Of List.of(), which nobody can change.
  private final List<String> labels;

  Metric(Type type, String wireName, String description, String... labels) {
    this.type = type;
    this.wireName = wireName;
    this.description = description;
    this.labels = List.of(labels);
  }

  public Type type() {
    return type;
  }

  /** Its name on the page; a histogram's is followed by {@code _bucket} and others. */
  public String wireName() {
    return wireName;
  }

  public String description() {
    return description;
  }

  public List<String> labels() {
    return labels;
  }
}
