package dev.ccexecutor.bench;

import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import tools.jackson.databind.node.LongNode;

/** One execution that prints without end, on a connection of its own, read and counted. */
final class CountedFlood {
  private static final JsonRpcWriter WRITER = new JsonRpcWriter();

  private final CountingClient client;

  private CountedFlood(CountingClient client) {
    this.client = client;
  }

  /** Runs a command that prints without end; it has started when this returns. */
  static CountedFlood start(InetSocketAddress server, List<String> argv, OutputForm form)
      throws IOException {
    CountingClient client = new CountingClient(server);
    try {
      client.send(
          WRITER.request(
              LongNode.valueOf(1), "execute", ExecuteParams.argv(argv).output(form).build()));
      client.awaitMessage("process.started");
    } catch (IOException | RuntimeException e) {
      client.close();
      throw e;
    }
    return new CountedFlood(client);
  }

  /** Reads until so many more of the child's bytes have come. */
  void read(long childBytes) throws IOException {
    client.readUntil(client.childBytes() + childBytes);
  }

  /** How many of the child's bytes have come. */
  long childBytes() {
    return client.childBytes();
  }

  /** How many data frames have come. */
  long dataFrames() {
    return client.dataFrames();
  }

  /**
   * Ends it. Whether all was well is told by the end record, which comes after all output.
   *
   * @throws IllegalStateException if bytes were lost
   */
  void end() throws IOException {
    try {
      client.send(
          WRITER.request(
              LongNode.valueOf(2),
              "control",
              new ControlParams(ControlType.CANCEL, null, null, null)));
      String completed = client.awaitMessage("process.completed");
      if (!completed.contains("\"stdout\":{\"bytes\":" + client.childBytes() + ",")) {
        throw new IllegalStateException(
            "counted " + client.childBytes() + " bytes, but the server says " + completed);
      }
    } finally {
      client.close();
    }
  }
}
