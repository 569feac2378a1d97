package dev.ccexecutor.server.execution.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.server.security.Principal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** A line of a journal. One that is not well formed can't be made. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = JournalRecord.Instance.class, name = "instance"),
  @JsonSubTypes.Type(value = JournalRecord.Starting.class, name = "starting"),
  @JsonSubTypes.Type(value = JournalRecord.Started.class, name = "started"),
  @JsonSubTypes.Type(value = JournalRecord.Ended.class, name = "ended")
})
sealed interface JournalRecord {
  Pattern MARKER = Pattern.compile("[0-9a-f]{32}");

  /**
   * The first line: whose journal it is.
   *
   * @param bootId of the kernel; after another boot no pid and no process is what it was
   * @param cgroups the directory of the server's cgroups; null if it has none
   */
  record Instance(
      String instanceId, String bootId, String serverVersion, Instant startedAt, String cgroups)
      implements JournalRecord {
    public Instance {
      Objects.requireNonNull(bootId);
      if (cgroups != null && !Path.of(cgroups).isAbsolute()) {
        throw new IllegalArgumentException("not a directory of cgroups");
      }
    }
  }

  /**
   * An execution is about to be spawned: from here on somebody may bear its marker.
   *
   * @param principal whose it is; older versions did not write it
   * @param spool null if nothing of its output goes to disk
   */
  record Starting(
      String executionId,
      Principal principal,
      String marker,
      String fingerprint,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> labels,
      SpoolMode spool)
      implements JournalRecord {
    public Starting {
      Objects.requireNonNull(executionId);
      principal = Principal.orAnonymous(principal);
      checkMarker(marker);
      labels = orderedCopy(labels);
      spool = spool == SpoolMode.OFF ? null : spool;
    }
  }

  /**
   * Its leader runs.
   *
   * @param startTicks the leader's start time as proc(5) has it; null if it could not be read
   * @param startedAt by the clock
   */
  record Started(String executionId, String marker, int pid, Long startTicks, Instant startedAt)
      implements JournalRecord {
    public Started {
      Objects.requireNonNull(executionId);
      checkMarker(marker);
      if (pid <= 1) {
        throw new IllegalArgumentException("not the pid of a command");
      }
    }
  }

  /** What still lives of it is not to be ended by anybody any more. Its end is in the history. */
  record Ended(String marker) implements JournalRecord {
    public Ended {
      checkMarker(marker);
    }
  }

  /** An empty one would be borne by every process that has none. */
  static void checkMarker(String marker) {
    if (marker == null || !MARKER.matcher(marker).matches()) {
      throw new IllegalArgumentException("not a marker");
    }
  }

  /** In the order in which they were given. */
  static Map<String, String> orderedCopy(Map<String, String> labels) {
    if (labels == null || labels.isEmpty()) {
      return Map.of();
    }
    labels.values().forEach(Objects::requireNonNull);
    return Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }
}
