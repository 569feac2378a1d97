package dev.ccexecutor.server.security.policy;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import java.math.BigDecimal;

/**
 * How much a client may ask for. Null is no ceiling.
 *
 * @param timeoutMillis running time
 * @param defaultTimeoutMillis running time where none was asked for; null for the ceiling
 * @param detachTtlMillis time without an owner
 * @param windowBytes the largest window
 * @param replayBytes the most replay
 * @param processes what processes may use
 */
public record Ceilings(
    Long timeoutMillis,
    Long defaultTimeoutMillis,
    Long detachTtlMillis,
    Long windowBytes,
    Long replayBytes,
    ProcessCeilings processes) {

  public static final Ceilings NONE =
      new Ceilings(null, null, null, null, null, ProcessCeilings.NONE);

  void check(ExecuteParams params) throws CommandRefusedException {
    boolean endless = params.timeout() != null && params.timeoutMillis() == 0;
    checkMillis("timeout", endless ? Long.MAX_VALUE : params.timeoutMillis(), timeoutMillis);
    if (params.detachTtl() != null) {
      checkMillis("detach_ttl", params.detachTtlMillis(), detachTtlMillis);
    }
    checkBytes("window", params.window(), windowBytes);
    checkBytes("replay", params.replay(), replayBytes);
    processes.check(params.requestedLimits());
  }

  /** The running time that counts; 0 for no end. */
  long settledTimeoutMillis(ExecuteParams params) {
    if (params.timeout() != null) {
      return params.timeoutMillis();
    }
    if (defaultTimeoutMillis != null) {
      return defaultTimeoutMillis;
    }
    return timeoutMillis == null ? 0 : timeoutMillis;
  }

  /** The time without an owner that counts. */
  long settledDetachTtlMillis(ExecuteParams params) {
    return atMost(params.detachTtlMillis(), detachTtlMillis);
  }

  /** The replay that counts. */
  long settledReplayBytes(long bytes) {
    return atMost(bytes, replayBytes);
  }

  static CommandRefusedException beyond(String field, String bound, Object limit) {
    return CommandRefusedException.of(
            PolicyRule.LIMIT_EXCEEDED, field, "must be " + bound + " here")
        .with("limit", limit);
  }

  private static long atMost(long value, Long ceiling) {
    return ceiling == null ? value : Math.min(value, ceiling);
  }

  private static void checkMillis(String field, long asked, Long ceiling)
      throws CommandRefusedException {
    if (ceiling != null && asked > ceiling) {
      BigDecimal seconds = seconds(ceiling);
      throw beyond(field, "at most " + seconds.toPlainString() + " seconds", seconds);
    }
  }

  private static void checkBytes(String field, Long asked, Long ceiling)
      throws CommandRefusedException {
    if (asked != null && ceiling != null && asked > ceiling) {
      throw beyond(field, "at most " + ceiling + " bytes", ceiling);
    }
  }

  /** An integer is written as one. */
  static BigDecimal seconds(long millis) {
    BigDecimal exact = BigDecimal.valueOf(millis, 3).stripTrailingZeros();
    return exact.scale() < 0 ? exact.setScale(0) : exact;
  }
}
