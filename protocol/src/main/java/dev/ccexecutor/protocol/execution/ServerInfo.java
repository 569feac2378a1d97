package dev.ccexecutor.protocol.execution;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The answer of {@code server.info}.
 *
 * @param version of the server
 * @param protocol the name of the contract
 * @param limits what it allows
 * @param uptimeSeconds since it began to listen
 * @param startedAt when it began to listen, to the millisecond
 * @param activeSessions now
 * @param activeExecutions now, those that have not completed
 * @param spool what it has on disk
 * @param policy what the client that asks may run
 */
public record ServerInfo(
    String version,
    String protocol,
    Limits limits,
    @JsonProperty("uptime_s") double uptimeSeconds,
    Instant startedAt,
    int activeSessions,
    int activeExecutions,
    SpoolInfo spool,
    PolicyInfo policy) {

  public ServerInfo {
    startedAt = startedAt.truncatedTo(ChronoUnit.MILLIS);
  }
}
