package dev.ccexecutor.protocol.execution;

import dev.ccexecutor.protocol.jsonrpc.WireName;

/** What {@code control} can do; these alone are in upper case on the wire. */
public enum ControlType implements WireName {
  PAUSE("paused"),
  RESUME("resumed"),
  CANCEL("canceled"),
  KILL("killed"),
  SIGNAL("signaled");

  private final String resultStatus;

  ControlType(String resultStatus) {
    this.resultStatus = resultStatus;
  }

  @Override
  public String wireName() {
    return name();
  }

  /** The {@code status} of the answer when it was done. */
  public String resultStatus() {
    return resultStatus;
  }

  /** Whether it ends the execution, whatever state that is in. */
  public boolean endsExecution() {
    return this == CANCEL || this == KILL;
  }
}
