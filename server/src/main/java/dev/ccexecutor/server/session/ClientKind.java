package dev.ccexecutor.server.session;

import dev.ccexecutor.protocol.execution.OnDisconnect;

/** What is known of a client's program by how it connects. */
public enum ClientKind {
  /** It has offered the subprotocol, so it knows how to come back. */
  SUBPROTOCOL(OnDisconnect.DETACH),
  /** It has not. */
  PLAIN(OnDisconnect.CANCEL),
  /** It has not either, and uses the old server's path: it may have been written for that one. */
  OLD(OnDisconnect.CANCEL);

  private final OnDisconnect onDisconnect;

  ClientKind(OnDisconnect onDisconnect) {
    this.onDisconnect = onDisconnect;
  }

  /** What becomes of an execution whose request does not say. */
  OnDisconnect onDisconnect() {
    return onDisconnect;
  }
}
