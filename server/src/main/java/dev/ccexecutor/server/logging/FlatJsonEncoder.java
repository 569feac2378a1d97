package dev.ccexecutor.server.logging;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.JsonEscapeUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * Logback's JSON lines with each key-value pair as a member of the line itself, so that a line is
 * found by {@code .execution_id == "…"}; Logback's own form is an array of objects with one member
 * each.
 */
final class FlatJsonEncoder extends JsonEncoder {
  private static final byte DELETE = 0x7f;

  /** JSON lets pass what a terminal that shows the line would take for orders. */
  @Override
  public byte[] encode(ILoggingEvent event) {
    byte[] line = super.encode(event);
    for (byte each : line) {
      if (each < 0 || each == DELETE) {
        return escaped(line);
      }
    }
    return line;
  }

  private static byte[] escaped(byte[] line) {
    String text = new String(line, 0, line.length - 1, StandardCharsets.UTF_8);
    return (PrintableText.of(text) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  protected void appendKeyValuePairs(StringBuilder line, ILoggingEvent event) {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs == null) {
      return;
    }
    for (KeyValuePair pair : pairs) {
      line.append(",\"").append(JsonEscapeUtil.jsonEscapeString(pair.key)).append("\":");
      appendValue(line, pair.value);
    }
  }

  private static void appendValue(StringBuilder line, Object value) {
    if (value == null
        || value instanceof Boolean
        || value instanceof Integer
        || value instanceof Long) {
      line.append(value);
    } else if (value instanceof Map<?, ?> members) {
      appendMembers(line, members);
    } else {
      line.append('"').append(JsonEscapeUtil.jsonEscapeString(value.toString())).append('"');
    }
  }

  private static void appendMembers(StringBuilder line, Map<?, ?> members) {
    char before = '{';
    for (Map.Entry<?, ?> member : members.entrySet()) {
      line.append(before);
      appendValue(line, member.getKey().toString());
      line.append(':');
      appendValue(line, member.getValue());
      before = ',';
    }
    line.append(members.isEmpty() ? "{}" : "}");
  }
}
