package dev.ccexecutor.server.testkit;

import java.io.IOException;

/** The ways in which a client loses its connection without a word. */
public enum ConnectionCut {
  /** It crashes: the kernel answers for it with a reset. */
  RESET {
    @Override
    public void apply(TestClient client) throws IOException {
      client.connection().reset();
    }
  },
  /**
   * Its network is gone: it neither reads nor writes any more, and nobody tells the server. The
   * socket stays open until the client is closed. A peer on this machine goes on acknowledging what
   * fits into its receive buffer, as a middlebox may.
   */
  HALF_OPEN {
    @Override
    public void apply(TestClient client) {
      client.connection().stopReading();
    }
  },
  /**
   * Its machine sleeps: it wakes up with {@link WebSocketConnection#readOn}, and may write then.
   */
  FROZEN {
    @Override
    public void apply(TestClient client) {
      client.connection().stopReading();
    }
  };

  /** Does it to this client, and returns at once. */
  public abstract void apply(TestClient client) throws IOException;
}
