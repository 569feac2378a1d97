package dev.ccexecutor.server.supervisor;

import java.util.concurrent.CompletableFuture;

/** A server, as far as a service manager asks after it. Any thread. */
public interface Supervised {
  /** Ends when each thread that serves anybody has come to it. */
  CompletableFuture<Void> probe();

  /** In a few words, on one line. */
  String status();
}
