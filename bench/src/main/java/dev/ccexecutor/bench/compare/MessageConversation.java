package dev.ccexecutor.bench.compare;

import dev.ccexecutor.bench.CountingClient;
import dev.ccexecutor.protocol.execution.OutputForm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** A conversation with a server that starts and kills commands when messages ask for it. */
final class MessageConversation implements Conversation {
  /** A server has one name space for all its connections. */
  private static final AtomicLong LAST_ID = new AtomicLong();

  private final CountingClient client;
  private final Dialect dialect;
  private final OutputForm form;
  private final List<String> running = new ArrayList<>();
  private long bytesTold;
  private int ends;

  /** Owns the client from now on. */
  MessageConversation(CountingClient client, Dialect dialect, OutputForm form) {
    this.client = client;
    this.dialect = dialect;
    this.form = form;
  }

  @Override
  public void start(List<String> argv) throws IOException {
    String id = Long.toString(LAST_ID.incrementAndGet());
    client.send(dialect.start(id, argv, form));
    running.add(id);
  }

  @Override
  public void awaitEnd() throws IOException {
    bytesTold += dialect.bytesOf(client.awaitMessage(dialect.endMark()));
    ends++;
    if (ends == running.size()) {
      running.clear();
      ends = 0;
    }
  }

  @Override
  public OptionalLong killAll() throws IOException {
    for (String id : running) {
      client.send(dialect.kill(id));
    }
    while (!running.isEmpty()) {
      awaitEnd();
    }
    return OptionalLong.of(bytesTold);
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
    client.close();
  }
}
