package dev.ccexecutor.server.mcp.executor;

import dev.ccexecutor.protocol.execution.ExecutionStatus;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The executions that a caller can see, the newest first, in pages. */
public final class ExecutionPages {
  private static final Pattern CURSOR = Pattern.compile("(\\d{1,15})\\.([A-Za-z0-9._-]{1,64})");

  private ExecutionPages() {}

  /**
   * A page.
   *
   * @param nextCursor empty for the last
   */
  public record Page(List<ExecutionStatus> executions, Optional<String> nextCursor) {}

  /**
   * One page.
   *
   * @param cursor of the page before; empty for the first
   * @return empty for a cursor that is none
   */
  public static Optional<Page> page(ExecutorSession session, Optional<String> cursor, int size)
      throws ExecutorException, InterruptedException {
    List<ExecutionStatus> all = ExecutorSession.await(session.client().list()).reversed();
    if (cursor.isEmpty()) {
      return Optional.of(pageFrom(all, 0, size));
    }
    Matcher matcher = CURSOR.matcher(cursor.get());
    return matcher.matches()
        ? Optional.of(
            pageFrom(all, behind(all, Long.parseLong(matcher.group(1)), matcher.group(2)), size))
        : Optional.empty();
  }

  private static Page pageFrom(List<ExecutionStatus> all, int first, int size) {
    int end = Math.min(all.size(), first + size);
    List<ExecutionStatus> page = List.copyOf(all.subList(first, end));
    return new Page(
        page, end < all.size() ? Optional.of(cursor(page.getLast())) : Optional.empty());
  }

  private static String cursor(ExecutionStatus last) {
    return startedMillis(last) + "." + last.executionId();
  }

  /** The last one of a page may be forgotten by now: then what was started before it. */
  private static int behind(List<ExecutionStatus> all, long millis, String executionId) {
    for (int at = 0; at < all.size(); at++) {
      if (all.get(at).executionId().equals(executionId)) {
        return at + 1;
      }
    }
    int at = 0;
    while (at < all.size() && startedMillis(all.get(at)) >= millis) {
      at++;
    }
    return at;
  }

  /** One that is starting is newer than all that have started. */
  private static long startedMillis(ExecutionStatus status) {
    return status.startedAt() == null
        ? System.currentTimeMillis()
        : status.startedAt().toEpochMilli();
  }
}
