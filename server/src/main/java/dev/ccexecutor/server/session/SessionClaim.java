package dev.ccexecutor.server.session;

import dev.ccexecutor.server.execution.Claim;

/**
 * A session's claim to an execution: whose it is, and how that client wanted its output. Any
 * thread.
 */
final class SessionClaim implements Claim {
  private final SessionIdentity identity;
  private final OutputChoice choice;
  private volatile long deliveredAtNanos;
  private volatile boolean delivered;

  SessionClaim(SessionIdentity identity, OutputChoice choice) {
    this.identity = identity;
    this.choice = choice;
  }

  SessionIdentity identity() {
    return identity;
  }

  OutputChoice choice() {
    return choice;
  }

  /** Everything up to the end record was handed to the connection; whether it arrived is open. */
  void deliver() {
    deliveredAtNanos = System.nanoTime();
    delivered = true;
  }

  boolean isDelivered() {
    return delivered;
  }

  /** By {@link System#nanoTime}, once it is delivered. */
  long deliveredAtNanos() {
    return deliveredAtNanos;
  }
}
