package dev.ccexecutor.bench.compare;

import dev.ccexecutor.bench.CountingClient;
import dev.ccexecutor.bench.Endpoint;
import dev.ccexecutor.bench.ServerProcess;
import dev.ccexecutor.protocol.execution.OutputForm;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A server that does one thing for whoever connects.
 *
 * @param argv what that is
 */
record ConnectionServer(ServerProcess server, Endpoint endpoint, List<String> argv)
    implements RunningContender {
  @Override
  public long pid() {
    return server.pid();
  }

  @Override
  public Conversation converse(OutputForm form, Duration life) {
    return new ConnectionPerProcess(endpoint, argv, life);
  }

  @Override
  public Closeable connectIdle(Duration life) throws IOException {
    return CountingClient.connectIdle(endpoint, life);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
