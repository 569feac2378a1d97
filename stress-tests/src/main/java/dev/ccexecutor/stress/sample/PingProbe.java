package dev.ccexecutor.stress.sample;

import dev.ccexecutor.protocol.client.CcExecutorClient;
import dev.ccexecutor.protocol.client.ClientConnection;
import dev.ccexecutor.protocol.client.ClientOptions;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/**
 * Pings on a connection of its own, which is a session like any other, and opens another when it
 * has ended. A ping is never given up: the answer of a server that hangs for three seconds comes
 * late and says 3000 ms, and until then nothing is known.
 */
final class PingProbe implements Probe {
  private static final double MILLI_NANOS = 1e6;

  private final URI uri;
  private final ClientOptions options;
  private CompletableFuture<ClientConnection> opening;

  /** The round trip once it came back; null if nobody was asked. */
  private CompletableFuture<Double> pending;

  PingProbe(URI uri, ClientOptions options) {
    this.uri = uri;
    this.options = options;
  }

  @Override
  public double ask() {
    double answered = Double.NaN;
    if (pending != null && pending.isDone()) {
      answered = pending.isCompletedExceptionally() ? Double.NaN : pending.join();
      pending = null;
    }
    if (!isOpenOrOpening()) {
      opening = CcExecutorClient.connect(uri, options);
    }
    if (pending == null && opening.isDone() && !opening.isCompletedExceptionally()) {
      pending = ping(opening.join());
    }
    return answered;
  }

  private boolean isOpenOrOpening() {
    if (opening == null || opening.isCompletedExceptionally()) {
      return false;
    }
    return !opening.isDone() || !opening.join().closed().isDone();
  }

  private static CompletableFuture<Double> ping(ClientConnection connection) {
    long asked = System.nanoTime();
    return connection
        .request("ping", null)
        .thenApply(answer -> (System.nanoTime() - asked) / MILLI_NANOS);
  }

  @Override
  public void close() {
    if (opening != null) {
      // One that is still to open is closed when it has.
      opening.thenAccept(ClientConnection::close);
    }
  }
}
