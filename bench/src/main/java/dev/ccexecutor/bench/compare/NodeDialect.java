package dev.ccexecutor.bench.compare;

import dev.ccexecutor.protocol.execution.OutputForm;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** The JSON that {@code node-ws.js} takes. */
final class NodeDialect implements Dialect {
  private static final ObjectMapper JSON = JsonMapper.shared();
  private static final Pattern BYTES = Pattern.compile("\"bytes\":(\\d+)");

  @Override
  public byte[] start(String id, List<String> argv, OutputForm form) {
    return JSON.writeValueAsBytes(Map.of("run", id, "argv", argv));
  }

  @Override
  public byte[] kill(String id) {
    return JSON.writeValueAsBytes(Map.of("cancel", id));
  }

  @Override
  public String endMark() {
    return "\"end\":";
  }

  @Override
  public long bytesOf(String end) {
    return Numbers.in(end, BYTES);
  }
}
