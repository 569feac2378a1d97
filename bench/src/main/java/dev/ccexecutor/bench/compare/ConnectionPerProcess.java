package dev.ccexecutor.bench.compare;

import dev.ccexecutor.bench.CountingClient;
import dev.ccexecutor.bench.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * A conversation with a server that starts its one command for whoever connects, and closes the
 * connection when that has ended. There is one command at a time.
 */
final class ConnectionPerProcess implements Conversation {
  private final Endpoint endpoint;
  private final List<String> command;
  private final long endNanos;
  private CountingClient client;

  ConnectionPerProcess(Endpoint endpoint, List<String> command, Duration life) {
    this.endpoint = endpoint;
    this.command = command;
    this.endNanos = System.nanoTime() + life.toNanos();
  }

  @Override
  public void start(List<String> argv) throws IOException {
    if (!argv.equals(command)) {
      throw new IllegalArgumentException("this server was started for another command");
    }
    close();
    client = CountingClient.connect(endpoint, Duration.ofNanos(endNanos - System.nanoTime()));
  }

  @Override
  public void awaitEnd() throws IOException {
    client.awaitClose();
    close();
  }

  /** Closing the connection is the way to end a command here; nothing is told of it. */
  @Override
  public OptionalLong killAll() throws IOException {
    close();
    return OptionalLong.empty();
  }

  @Override
  public void readUntilTime(long nanoTime) throws IOException {
    client.readUntilTime(nanoTime);
  }

  @Override
  public void awaitOutput() throws IOException {
    client.awaitOutput();
  }

  @Override
  public long childBytes() {
    return client.childBytes();
  }

  @Override
  public long receivedBytes() {
    return client.receivedBytes();
  }

  @Override
  public void close() throws IOException {
    if (client != null) {
      client.close();
    }
  }
}
