package dev.ccexecutor.server.config;

/** What happens while audit lines can't be written and no more can wait. */
public enum AuditWhenFull {
  /** They are counted, and the number is written later. */
  LOSE,
  /** No command is started before it comes to that. */
  REFUSE
}
