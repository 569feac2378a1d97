package dev.ccexecutor.server.transport.mcp;

/** That a connection waits for something. On its loop. */
public interface Listening {
  /** Nothing has come for a while: the client is to hear at least that something will. */
  void begin();

  /** The connection has gone. */
  void lost();

  /** Whether the answer comes by itself, so that it is worth waiting for when the server ends. */
  boolean isCall();
}
