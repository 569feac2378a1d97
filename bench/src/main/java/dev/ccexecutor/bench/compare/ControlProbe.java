package dev.ccexecutor.bench.compare;

import dev.ccexecutor.bench.CountingClient;
import dev.ccexecutor.bench.Endpoint;
import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.StatusParams;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.node.LongNode;

/**
 * Asks for something again and again over one connection, which may carry a flood too. For one
 * thread, which also reads the flood: it does so from one request to the next.
 */
final class ControlProbe implements AutoCloseable {
  private static final JsonRpcWriter WRITER = new JsonRpcWriter();
  private static final Dialect DIALECT = new JsonRpcDialect();
  private static final AtomicLong LAST = new AtomicLong();
  private static final Duration LIFE = Duration.ofMinutes(1);
  private static final List<String> SILENT = List.of("sleep", "120");

  /** So long the flood flows between two requests. */
  private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final CountingClient client;
  private final String silent = "probed-" + LAST.incrementAndGet();
  private final String flood = "flood-" + LAST.incrementAndGet();
  private final boolean isFlooded;
  private long lastRequest;

  private ControlProbe(CountingClient client, boolean isFlooded) {
    this.client = client;
    this.isFlooded = isFlooded;
  }

  /** Connects and starts a silent command, and the lane's flood if its form is not none. */
  static ControlProbe begin(InetSocketAddress address, Lane lane) throws IOException {
    CountingClient client = CountingClient.connect(Endpoint.ofThisServer(address), LIFE);
    ControlProbe probe = new ControlProbe(client, lane.form() != OutputForm.NONE);
    try {
      probe.start(lane);
    } catch (IOException e) {
      client.close();
      throw e;
    }
    return probe;
  }

  private void start(Lane lane) throws IOException {
    client.send(DIALECT.start(silent, SILENT, OutputForm.NONE));
    client.awaitMessage("process.started");
    if (isFlooded) {
      client.send(DIALECT.start(flood, lane.command().argv(), lane.form()));
      client.awaitMessage("process.started");
    }
  }

  /**
   * Asks for the status of the silent command; returns the nanoseconds until its answer is read.
   */
  long status() throws IOException {
    return ask("execution.status", new StatusParams(silent, null));
  }

  /** Pauses or resumes the silent command; returns the nanoseconds until the answer is read. */
  long control(ControlType type) throws IOException {
    return ask("control", new ControlParams(type, silent, null, null));
  }

  private long ask(String method, Object params) throws IOException {
    if (isFlooded) {
      client.readUntilTime(System.nanoTime() + BETWEEN_NANOS);
    }
    byte[] request = WRITER.request(LongNode.valueOf(++lastRequest), method, params);
    long begin = System.nanoTime();
    client.send(request);
    client.awaitMessage("\"id\":" + lastRequest + "}");
    return System.nanoTime() - begin;
  }

  /**
   * Kills what runs and waits for the ends.
   *
   * @throws IOException also if not all of the flood came
   */
  void end() throws IOException {
    long told = kill(silent);
    if (isFlooded) {
      told += kill(flood);
    }
    if (told != client.childBytes()) {
      throw new IOException(
          "%,d bytes came, but the server tells of %,d".formatted(client.childBytes(), told));
    }
  }

  private long kill(String id) throws IOException {
    client.send(DIALECT.kill(id));
    return DIALECT.bytesOf(client.awaitMessage(DIALECT.endMark()));
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
