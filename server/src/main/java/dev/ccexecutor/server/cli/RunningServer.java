package dev.ccexecutor.server.cli;

import dev.ccexecutor.server.supervisor.Supervised;

/** A server that listens. All methods may be called on any thread. */
public interface RunningServer extends Supervised {
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

  /**
   * Whoever waits for the end waits no longer than needs be: what runs is stopped now, and at the
   * second call killed. Without effect while nobody drains.
   */
  void hurry();

  /** Blocks until the server has stopped, whoever stopped it. */
  void awaitStopped() throws InterruptedException;
}
