package dev.ccexecutor.server.security.policy;

import dev.ccexecutor.server.security.command.PipelineSyntaxException;
import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A policy does not let a command run. Its message is for the client, and must not be logged: it
 * may name what was asked for.
 */
public final class CommandRefusedException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final String reason;
  private final String field;
  private final transient Map<String, Object> details;

  private CommandRefusedException(
      String reason, String field, String message, Map<String, Object> details) {
    super(message, null, false, false);
    this.reason = reason;
    this.field = field;
    this.details = details;
  }

  static CommandRefusedException of(PolicyRule rule, String field, String message) {
    return new CommandRefusedException(rule.wireName(), field, message, Map.of());
  }

  static CommandRefusedException of(PipelineSyntaxException wrong) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("position", wrong.position());
    details.put("character", wrong.character());
    return new CommandRefusedException(
        wrong.rule().wireName(), "command", wrong.getMessage(), details);
  }

  CommandRefusedException with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(details);
    more.put(name, value);
    return new CommandRefusedException(reason, field, getMessage(), more);
  }

  /** The rule's name, which does not change. */
  public String reason() {
    return reason;
  }

  /** The parameter to blame; null if it is none in particular. */
  public String field() {
    return field;
  }

  /** What else a client is told, by name. */
  public Map<String, Object> details() {
    return details;
  }
}
