package dev.ccexecutor.bench.compare;

import dev.ccexecutor.bench.CountingClient;
import dev.ccexecutor.bench.Endpoint;
import dev.ccexecutor.protocol.execution.OutputForm;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * A server that starts commands when messages ask for it.
 *
 * @param stop ends it
 */
record MessageServer(long pid, Endpoint endpoint, Dialect dialect, Closeable stop)
    implements RunningContender {
  @Override
  public Conversation converse(OutputForm form, Duration life) throws IOException {
    return new MessageConversation(CountingClient.connect(endpoint, life), dialect, form);
  }

  @Override
  public Closeable connectIdle(Duration life) throws IOException {
    return CountingClient.connectIdle(endpoint, life);
  }

  @Override
  public void close() throws IOException {
    stop.close();
  }
}
