package dev.ccexecutor.bench.compare;

import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcWriter;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.LongNode;

/** CC-Executor's own. */
final class JsonRpcDialect implements Dialect {
  private static final JsonRpcWriter WRITER = new JsonRpcWriter();
  private static final JsonNode REQUEST_ID = LongNode.valueOf(0);
  private static final Pattern STDOUT_BYTES = Pattern.compile("\"stdout\":\\{\"bytes\":(\\d+)");

  @Override
  public byte[] start(String id, List<String> argv, OutputForm form) {
    return WRITER.request(
        REQUEST_ID, "execute", ExecuteParams.argv(argv).executionId(id).output(form).build());
  }

  @Override
  public byte[] kill(String id) {
    return WRITER.request(
        REQUEST_ID, "control", new ControlParams(ControlType.KILL, id, null, null));
  }

  @Override
  public String endMark() {
    return "\"process.completed\"";
  }

  @Override
  public long bytesOf(String end) {
    return Numbers.in(end, STDOUT_BYTES);
  }
}
