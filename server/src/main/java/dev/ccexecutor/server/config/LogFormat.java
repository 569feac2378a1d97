package dev.ccexecutor.server.config;

/** How log lines are written. */
public enum LogFormat {
  /** One JSON object per line, for programs. */
  JSON,
  /** Plain lines, for people. */
  TEXT
}
