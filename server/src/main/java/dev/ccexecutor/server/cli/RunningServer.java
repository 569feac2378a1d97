package dev.ccexecutor.server.cli;

/** A server that listens. All methods may be called on any thread. */
public interface RunningServer {
  /** The host it listens on, as it was configured; an IPv6 address without brackets. */
  String host();

  /** Whether it speaks TLS only. */
  boolean isEncrypted();

  /** The port it listens on; never 0. */
  int port();

  /**
   * Takes no more work, ends what runs, and stops. Blocks until the server has stopped, but never
   * for much longer than the configured drain timeout. A second call waits for the first.
   */
  void drainAndStop();

  /** Blocks until the server has stopped, whoever stopped it. */
  void awaitStopped() throws InterruptedException;
}
