package dev.ccexecutor.server.config;

/** What holds the processes that a command starts. */
public enum ContainmentMode {
  /** A cgroup where there is a writable hierarchy of version 2, else the walk. */
  AUTO,
  /** A cgroup, or the server does not start. */
  CGROUP,
  /** Looking at all processes. */
  WALK
}
