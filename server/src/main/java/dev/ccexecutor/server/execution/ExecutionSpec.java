package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.Leftovers;
import dev.ccexecutor.protocol.execution.OnDisconnect;
import dev.ccexecutor.protocol.execution.StdinMode;
import dev.ccexecutor.protocol.execution.WhenFull;
import dev.ccexecutor.server.config.ProductVersion;
import dev.ccexecutor.server.execution.journal.JournaledExecution;
import dev.ccexecutor.server.execution.journal.PastExecution;
import dev.ccexecutor.server.execution.output.OutputLog;
import dev.ccexecutor.server.execution.spool.TranscriptHeader;
import dev.ccexecutor.server.posix.SpawnRequest;
import dev.ccexecutor.server.security.Principal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What an execution is, settled before it starts.
 *
 * @param principal whose it is: nobody else gets to know of it
 * @param sessionId the session that asked for it, for the log
 * @param requestId the request that asked for it, as JSON, for the log; null if it was a
 *     notification
 * @param marker 128 random bits in hex, also in the child's environment
 * @param fingerprint of the parameters, to tell a repeated request from a conflicting one
 * @param stdin whether clients write to it
 * @param terminal whether its streams are one terminal
 * @param timeoutMillis running time allowed, 0 for no end
 * @param idleTimeoutMillis longest silence allowed, 0 for no end
 * @param progressMillis from one progress to the next, 0 for none
 * @param retention what is kept of its output
 * @param memoryBytes what it may hold of output and input
 * @param onDisconnect what becomes of it when its owner's connection goes
 * @param detachTtlMillis how long it may be without an owner
 * @param command what its status tells of its request; not known of one of an earlier server
 */
public record ExecutionSpec(
    String executionId,
    Principal principal,
    String sessionId,
    String requestId,
    String marker,
    String fingerprint,
    StdinMode stdin,
    boolean terminal,
    long timeoutMillis,
    long idleTimeoutMillis,
    long graceMillis,
    long drainTimeoutMillis,
    long progressMillis,
    Leftovers leftovers,
    OutputLog.Retention retention,
    long memoryBytes,
    OnDisconnect onDisconnect,
    long detachTtlMillis,
    Map<String, String> labels,
    Optional<ShownCommand> command) {

  /** What a crash of the server must not make unknown. */
  JournaledExecution journaled() {
    return new JournaledExecution(
        executionId, principal, marker, fingerprint, labels, retention.spool());
  }

  /** What a transcript says of it from its start on. */
  TranscriptHeader transcriptHeader(
      String instanceId, SpawnRequest request, int pid, Instant startedAt) {
    return new TranscriptHeader(
        executionId,
        principal,
        marker,
        instanceId,
        ProductVersion.current(),
        null,
        request.argv(),
        request.workingDirectory(),
        pid,
        startedAt,
        fingerprint,
        labels);
  }

  /** One that is over; what was only of use while it ran is not known. */
  static ExecutionSpec past(PastExecution past) {
    return new ExecutionSpec(
        past.executionId(),
        past.principal(),
        null,
        null,
        past.marker(),
        past.fingerprint(),
        StdinMode.NONE,
        false,
        0,
        0,
        0,
        0,
        0,
        Leftovers.TERMINATE,
        new OutputLog.Retention(0, WhenFull.BLOCK, past.spool()),
        0,
        OnDisconnect.DETACH,
        0,
        past.labels(),
        Optional.empty());
  }
}
