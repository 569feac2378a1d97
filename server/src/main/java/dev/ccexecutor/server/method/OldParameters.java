package dev.ccexecutor.server.method;

import dev.ccexecutor.server.session.ClientKind;
import dev.ccexecutor.server.session.Session;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Parameters of {@code execute} as clients of the old server may send them on its path: it took a
 * timeout of digits in quotes for their number, and let a negative one pass.
 */
final class OldParameters {
  private static final String TIMEOUT = "timeout";
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[+-]?[0-9]{1,9}");

  private OldParameters() {}

  /** The parameters as this server has them; the same object where there is nothing to mend. */
  static JsonNode mend(JsonNode params, Session session) {
    if (session.clientKind() != ClientKind.OLD || params == null || !params.isObject()) {
      return params;
    }
    JsonNode timeout = params.get(TIMEOUT);
    if (timeout == null) {
      return params;
    }
    if (timeout.isString() && WHOLE_NUMBER.matcher(timeout.stringValue().strip()).matches()) {
      return with(params, Integer.parseInt(timeout.stringValue().strip()));
    }
    return timeout.isIntegralNumber() && timeout.canConvertToInt() && timeout.intValue() < 0
        ? with(params, timeout.intValue())
        : params;
  }

  /** Nobody can have waited for less than no time: a negative one is none. */
  private static JsonNode with(JsonNode params, int timeout) {
    ObjectNode mended = ((ObjectNode) params).deepCopy();
    mended.put(TIMEOUT, Math.max(0, timeout));
    return mended;
  }
}
