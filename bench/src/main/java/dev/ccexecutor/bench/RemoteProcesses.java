package dev.ccexecutor.bench;

import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.LongNode;

/**
 * Starts and controls commands over one connection. For one thread, on which all reading is done:
 * who does not wait for anything, does not read.
 */
final class RemoteProcesses implements AutoCloseable {
  private static final JsonRpcWriter WRITER = new JsonRpcWriter();
  private static final Pattern PID = Pattern.compile("\"pid\":(\\d+)");
  private static final double NO_GRACE = 0;

  private final CountingClient client;
  private long lastRequest;

  RemoteProcesses(InetSocketAddress address) throws IOException {
    client = new CountingClient(address);
  }

  /** A message that starts a command, ready to be sent many times; each has the same request id. */
  static byte[] execution(List<String> argv) {
    return WRITER.request(
        LongNode.valueOf(0), "execute", ExecuteParams.argv(argv).grace(NO_GRACE).build());
  }

  void send(byte[] message) throws IOException {
    client.send(message);
  }

  /** Reads on until the next command has started, and returns its pid. */
  int awaitStarted() throws IOException {
    Matcher pid = PID.matcher(client.awaitMessage("\"process.started\""));
    if (!pid.find()) {
      throw new IOException("process.started without a pid");
    }
    return Integer.parseInt(pid.group(1));
  }

  /** Reads on until the next command has ended. */
  String awaitCompleted() throws IOException {
    return client.awaitMessage("\"process.completed\"");
  }

  /** A message that asks the newest execution for something. */
  byte[] control(ControlType type) {
    Double grace = type == ControlType.CANCEL ? NO_GRACE : null;
    return WRITER.request(
        LongNode.valueOf(++lastRequest), "control", new ControlParams(type, null, null, grace));
  }

  /** Reads on until the control that was made last is answered. */
  void awaitAnswer() throws IOException {
    client.awaitMessage("\"id\":" + lastRequest + "}");
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
