package dev.ccexecutor.server.config;

/** What becomes of a command whose {@code pre_execute} hook fails. */
public enum HookFailure {
  /** It is started as its client asked for it, and the client is warned. */
  ALLOW,
  /** It is not started. */
  REFUSE
}
