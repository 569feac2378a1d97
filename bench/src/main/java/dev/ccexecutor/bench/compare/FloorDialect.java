package dev.ccexecutor.bench.compare;

import dev.ccexecutor.protocol.execution.OutputForm;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Lines, as {@code floor.c} says. */
final class FloorDialect implements Dialect {
  private static final Pattern BYTES = Pattern.compile("^end \\S+ (\\d+)");

  @Override
  public byte[] start(String id, List<String> argv, OutputForm form) {
    return utf8("run " + id + "\n" + String.join("\n", argv));
  }

  @Override
  public byte[] kill(String id) {
    return utf8("cancel " + id);
  }

  @Override
  public String endMark() {
    return "end ";
  }

  @Override
  public long bytesOf(String end) {
    return Numbers.in(end, BYTES);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
