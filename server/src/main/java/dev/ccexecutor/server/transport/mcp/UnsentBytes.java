package dev.ccexecutor.server.transport.mcp;

import dev.ccexecutor.server.logging.RareLine;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What models' clients have not taken of their answers. Where that is more than there is memory
 * for, an answer is cut off: of the principal that leaves most, the one of which nothing was taken
 * for longest. So who reads is not cut off for somebody else. Any thread; held for a few sums, or
 * for a look through all.
 */
final class UnsentBytes {
  private static final Logger log = LoggerFactory.getLogger(UnsentBytes.class);

  private final long most;

  /** The one that was taken from last comes last. */
  private final Map<HttpAnswer, Long> waiting = new LinkedHashMap<>();

  private final RareLine told = new RareLine(System::nanoTime);
  private long bytes;

  UnsentBytes(long most) {
    this.most = most;
  }

  /** More waits for a client to take it. */
  synchronized void queued(HttpAnswer answer, long more) {
    if (answer.isCutOff()) {
      return; // What it had was taken off with it.
    }
    bytes += more;
    waiting.merge(answer, more, Long::sum);
    // One alone is no sign of a client that does not read.
    while (bytes > most && waiting.size() > 1) {
      cutOff(longestLeft(heaviestPrincipal()));
    }
  }

  /** It was taken, or never will be. */
  synchronized void sent(HttpAnswer answer, long taken) {
    Long left = waiting.remove(answer);
    if (left == null) {
      return;
    }
    bytes -= taken;
    if (left > taken) {
      waiting.put(answer, left - taken);
    }
  }

  synchronized long all() {
    return bytes;
  }

  private String heaviestPrincipal() {
    Map<String, Long> sums = new HashMap<>();
    waiting.forEach((answer, own) -> sums.merge(answer.principal(), own, Long::sum));
    return sums.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElseThrow();
  }

  private HttpAnswer longestLeft(String principal) {
    return waiting.keySet().stream()
        .filter(answer -> answer.principal().equals(principal))
        .findFirst()
        .orElseThrow();
  }

  private void cutOff(HttpAnswer answer) {
    long own = waiting.remove(answer);
    bytes -= own;
    answer.cutOff();
    told.count()
        .ifPresent(
            count ->
                log.atWarn()
                    .addKeyValue("principal", answer.principal())
                    .addKeyValue("held_bytes", own)
                    .addKeyValue("most_bytes", most)
                    .addKeyValue("count", count)
                    .log("an answer for a model was cut off, since it is not read"));
  }
}
