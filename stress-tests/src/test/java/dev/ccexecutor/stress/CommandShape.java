package dev.ccexecutor.stress;

import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.EndReason;

/** The ways in which commands behave and end. */
enum CommandShape {
  SUCCEEDS("echo done", EndReason.EXIT, 0),
  FAILS("exit 7", EndReason.EXIT, 7),
  KILLS_ITSELF("kill -TERM $$", EndReason.SIGNAL, 143),
  WRITES_MUCH("head -c 200000 /dev/zero; head -c 200000 /dev/zero >&2", EndReason.EXIT, 0),
  IS_CANCELED("echo ready; sleep 1000", EndReason.CANCELED, 143, ControlType.CANCEL),
  IGNORES_TERM("trap '' TERM; echo ready; sleep 1000", EndReason.CANCELED, 137, ControlType.CANCEL),
  IS_KILLED("echo ready; sleep 1000 | sleep 1000", EndReason.KILLED, 137, ControlType.KILL),
  IS_CANCELED_WITH_A_SESSION_APART(
      "setsid sleep 1000 & echo ready; sleep 1000", EndReason.CANCELED, 143, ControlType.CANCEL),
  TAKES_TOO_LONG("sleep 1000", EndReason.TIMEOUT, 143),
  LEAVES_A_CHILD_BEHIND("sleep 1000 & echo done", EndReason.EXIT, 0),
  LEAVES_A_SILENT_CHILD_BEHIND("sleep 1000 >/dev/null 2>&1 &", EndReason.EXIT, 0),
  LEAVES_A_SESSION_BEHIND("setsid sleep 1000 & exit 3", EndReason.EXIT, 3),
  LEAVES_ORPHANS_BEHIND("(setsid sh -c 'sleep 1000 & sleep 1000' &) ; exit 0", EndReason.EXIT, 0);

  private final String line;
  private final EndReason reason;
  private final int exitCode;
  private final ControlType stop;

  CommandShape(String line, EndReason reason, int exitCode) {
    this(line, reason, exitCode, null);
  }

  CommandShape(String line, EndReason reason, int exitCode, ControlType stop) {
    this.line = line;
    this.reason = reason;
    this.exitCode = exitCode;
    this.stop = stop;
  }

  String line() {
    return line;
  }

  EndReason reason() {
    return reason;
  }

  int exitCode() {
    return exitCode;
  }

  /** How it is to be ended once it has written something; null where it ends without that. */
  ControlType stop() {
    return stop;
  }

  boolean hasTimeout() {
    return reason == EndReason.TIMEOUT;
  }
}
