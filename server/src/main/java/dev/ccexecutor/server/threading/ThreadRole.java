package dev.ccexecutor.server.threading;

/**
 * The kinds of thread that this server has. ARCHITECTURE.md has the table of what each alone
 * writes.
 */
public enum ThreadRole {
  /** One of the loops that serve sockets; a session stays on the one that its connection is on. */
  EVENT_LOOP,
  /** One of the loops that serve pipes and pidfds; an execution stays on one of them. */
  READER_LOOP,
  /** The one thread that starts processes. */
  SPAWNER,
  /** The one thread that writes down what has ended. */
  HISTORY,
  /** The one thread that reads /proc. */
  SWEEPER,
  /** The one thread that moves processes into cgroups, and removes these. */
  CONTAINMENT,
  /** One of those that work on files of output; an execution's spool stays on one of them. */
  SPOOL,
  /** The one thread that looks whether files of tokens and certificates have changed. */
  ACCESS_WATCH
}
