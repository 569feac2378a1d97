package dev.ccexecutor.server.execution.journal;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.posix.RegularFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;

/**
 * What the histories of dead instances tell, within the bounds of what may be remembered. Where
 * these do not take all, the newest are taken. Confined to one thread.
 */
final class PastExecutions {
  private static final Logger log = LoggerFactory.getLogger(PastExecutions.class);
  private static final ObjectReader READER = Json.MAPPER.readerFor(PastExecution.class);

  private final Map<String, PastExecution> byId = new HashMap<>();
  private final Set<String> endedMarkers = new HashSet<>();
  private final RetentionBounds bounds;
  private final Instant now;
  private long bytes;

  PastExecutions(RetentionBounds bounds, Instant now) {
    this.bounds = bounds;
    this.now = now;
  }

  Instant now() {
    return now;
  }

  /** Reads the history of an instance, as far back as the bounds go. */
  void read(InstanceDirectory directory) throws IOException {
    boolean adopted = directory.isAdopted();
    for (Path segment : directory.historyNewestFirst()) {
      if (bytes > bounds.maxBytes()) {
        return;
      }
      List<PastExecution> executions = readSegment(segment);
      for (PastExecution execution : executions.reversed()) {
        if (!execution.isLost()) {
          endedMarkers.add(execution.marker());
        }
        if (!adopted && bytes <= bounds.maxBytes()) {
          add(execution);
        }
      }
    }
  }

  /** A line that is torn or not understood is left out: the others are as good without it. */
  private static List<PastExecution> readSegment(Path segment) throws IOException {
    List<PastExecution> executions = new ArrayList<>();
    int unreadable = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(RegularFile.newInputStream(segment), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        PastExecution execution = parse(line);
        if (execution == null) {
          unreadable++;
        } else {
          executions.add(execution);
        }
      }
    }
    if (unreadable > 0) {
      log.atWarn()
          .addKeyValue("history", segment)
          .addKeyValue("lines", unreadable)
          .log("some lines of a history can't be read");
    }
    return executions;
  }

  private static PastExecution parse(String line) {
    try {
      return READER.readValue(line);
    } catch (JacksonException e) {
      return null; // They are told of together.
    }
  }

  /** Adds one; of two with the same id the newer one stays. */
  void add(PastExecution execution) {
    if (bounds.keepAny() && !bounds.isOver(execution.endedAt(), now)) {
      bytes += execution.bytes();
      byId.merge(execution.executionId(), execution, PastExecution::newer);
    }
  }

  /** Whether its end was on file, so that what lives of it may live. */
  boolean hasEnded(String marker) {
    return endedMarkers.contains(marker);
  }

  /** All of them, in the order of their ends. */
  List<PastExecution> list() {
    return byId.values().stream().sorted(Comparator.comparing(PastExecution::endedAt)).toList();
  }
}
