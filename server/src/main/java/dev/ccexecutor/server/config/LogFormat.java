package dev.ccexecutor.server.config;

/** How log lines are written. */
public enum LogFormat {
  /** {@link #TEXT} on a terminal, {@link #JSON} elsewhere. */
  AUTO,
  /** Plain lines, for people. */
  TEXT,
  /** One JSON object per line, for programs. */
  JSON
}
