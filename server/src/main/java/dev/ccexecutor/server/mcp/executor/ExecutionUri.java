package dev.ccexecutor.server.mcp.executor;

import dev.ccexecutor.protocol.execution.StreamType;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of something of an execution's: {@code exec://ID/stdout?offset=0&limit=4096}.
 *
 * @param executionId whose
 * @param part which
 * @param offset of the first byte; empty where none was given
 * @param limit most bytes; empty where none was given
 */
public record ExecutionUri(String executionId, Part part, OptionalLong offset, OptionalLong limit) {

  /** What there is of an execution. */
  public enum Part {
    STDOUT,
    STDERR,
    STATUS;

    /** The output that it is; empty for what is none. */
    public Optional<StreamType> stream() {
      return switch (this) {
        case STDOUT -> Optional.of(StreamType.STDOUT);
        case STDERR -> Optional.of(StreamType.STDERR);
        case STATUS -> Optional.empty();
      };
    }

    /** As URIs have it. */
    public String word() {
      return switch (this) {
        case STDOUT -> "stdout";
        case STDERR -> "stderr";
        case STATUS -> "status";
      };
    }
  }

  private static final Pattern FORM =
      Pattern.compile(
          "exec://(?<id>[A-Za-z0-9._-]{1,64})/(?<part>stdout|stderr|status)"
              + "(?:\\?(?<query>(?:offset|limit)=\\d{1,15}(?:&(?:offset|limit)=\\d{1,15})?))?");

  /** Empty for what is none. */
  public static Optional<ExecutionUri> parse(String uri) {
    Matcher matcher = FORM.matcher(uri);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Part part =
        switch (matcher.group("part")) {
          case "stdout" -> Part.STDOUT;
          case "stderr" -> Part.STDERR;
          default -> Part.STATUS;
        };
    String query = matcher.group("query");
    return Optional.of(
        new ExecutionUri(
            matcher.group("id"), part, number(query, "offset="), number(query, "limit=")));
  }

  private static OptionalLong number(String query, String name) {
    if (query == null || !query.contains(name)) {
      return OptionalLong.empty();
    }
    int begin = query.indexOf(name) + name.length();
    int end = query.indexOf('&', begin);
    return OptionalLong.of(Long.parseLong(query.substring(begin, end < 0 ? query.length() : end)));
  }

  /** The address of the whole of it. */
  public static String of(String executionId, Part part) {
    return "exec://" + executionId + "/" + part.word();
  }
}
