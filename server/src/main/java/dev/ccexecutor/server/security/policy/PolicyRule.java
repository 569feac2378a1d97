package dev.ccexecutor.server.security.policy;

import java.util.Locale;

/** Why a command is refused. The names in lower case are part of the contract. */
public enum PolicyRule {
  /** No policy is for this client, and there is no default. */
  NO_POLICY,
  PROGRAM_NOT_ALLOWED,
  /** The program is allowed, with other arguments. */
  ARGUMENTS_NOT_ALLOWED,
  /** A command line, where no shell may run. */
  SHELL_NOT_ALLOWED,
  DIRECTORY_NOT_ALLOWED,
  ENVIRONMENT_NOT_ALLOWED,
  SPOOL_NOT_ALLOWED,
  LEFTOVERS_NOT_ALLOWED,
  LIMIT_EXCEEDED,
  /** The name of an allowed program leads to another file than when the policy was made. */
  PROGRAM_CHANGED;

  /** The word for programs. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
