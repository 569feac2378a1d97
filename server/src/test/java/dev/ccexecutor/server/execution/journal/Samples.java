package dev.ccexecutor.server.execution.journal;

import dev.ccexecutor.protocol.execution.CompletionStatus;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StreamTotals;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.security.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Executions that are over, and what stands of them in files. */
final class Samples {
  private Samples() {}

  /** One that ended with exit code 7. */
  static PastExecution ended(String id, String marker, Instant at) {
    return past(marker, at, end(id, CompletionStatus.FAILED, 7, EndReason.EXIT));
  }

  static PastExecution lost(String id, String marker, Instant at) {
    return past(marker, at, end(id, CompletionStatus.LOST, null, null));
  }

  private static PastExecution past(String marker, Instant at, ProcessCompleted end) {
    return new PastExecution(
        Principal.ANONYMOUS,
        marker,
        "f",
        Map.of("name", "value"),
        SpoolMode.OFF,
        at.minusSeconds(1),
        at,
        null,
        end);
  }

  private static ProcessCompleted end(
      String id, CompletionStatus status, Integer exitCode, EndReason reason) {
    StreamTotals totals = StreamTotals.of(3, 5);
    return new ProcessCompleted(
        id, status, exitCode, null, reason, 4711, 4711, 0.25, totals, totals, true, true, null);
  }

  /** Every whole line of every segment, the oldest first. */
  static List<PastExecution> readHistory(Path instance) throws IOException {
    List<PastExecution> executions = new ArrayList<>();
    for (Path segment : segments(instance)) {
      String text = Files.readString(segment);
      // A full disk may have torn the last line, which then stands whole in the next segment.
      for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
        executions.add(Json.MAPPER.readValue(line, PastExecution.class));
      }
    }
    return executions;
  }

  /** The segments of an instance, the oldest first. */
  static List<Path> segments(Path instance) throws IOException {
    try (Stream<Path> files = Files.list(instance)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("history."))
          .sorted(Comparator.comparingLong(Samples::numberOf))
          .toList();
    }
  }

  private static long numberOf(Path segment) {
    return Long.parseLong(segment.getFileName().toString().substring("history.".length()));
  }
}
