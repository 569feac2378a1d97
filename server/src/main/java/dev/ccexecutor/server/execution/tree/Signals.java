package dev.ccexecutor.server.execution.tree;

/** Numbers of signal(7), the same on every machine that this server runs on. */
final class Signals {
  static final int KILL = 9;
  static final int TERM = 15;
  static final int CONT = 18;
  static final int STOP = 19;

  private Signals() {}
}
