package dev.ccexecutor.server.audit;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One thing that has happened. Never a token, a value of the environment, or input of a command.
 *
 * @param time when it has
 * @param event what, in {@code snake_case}
 * @param members in the order in which they are written; no null among the values
 * @param argv what was run, cut where it is long; null if the event is not about that
 */
public record AuditEntry(
    Instant time, String event, Map<String, Object> members, List<String> argv) {
  private static final int BYTES_OF_A_LINE = 512;

  /** Of now. */
  public static Builder of(String event) {
    return new Builder(event);
  }

  /** About what it holds until it is written. */
  long heldBytes() {
    long words = argv == null ? 0 : argv.stream().mapToLong(String::length).sum();
    return BYTES_OF_A_LINE + words;
  }

  /** Gathers the members; what is null is left out. */
  public static final class Builder {
    private final Instant time = Instant.now();
    private final String event;
    private final Map<String, Object> members = new LinkedHashMap<>();
    private List<String> argv;

    private Builder(String event) {
      this.event = event;
    }

    public Builder with(String name, Object value) {
      if (value != null) {
        members.put(name, value);
      }
      return this;
    }

    public Builder argv(List<String> words) {
      argv = words;
      return this;
    }

    public AuditEntry build() {
      return new AuditEntry(time, event, members, argv);
    }
  }
}
