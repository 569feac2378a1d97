package dev.ccexecutor.server.security.policy;

import java.io.Serial;

/** A client runs as many commands as it may, or has started as many of late. */
public final class PaceExceededException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** What has come to its bound. */
  public enum Bound {
    EXECUTIONS,
    STARTS_PER_MINUTE
  }

  private final Bound bound;
  private final int limit;
  private final long retryAfterMillis;

  PaceExceededException(Bound bound, int limit, long retryAfterMillis) {
    super(bound + " " + limit, null, false, false);
    this.bound = bound;
    this.limit = limit;
    this.retryAfterMillis = retryAfterMillis;
  }

  public Bound bound() {
    return bound;
  }

  public int limit() {
    return limit;
  }

  /** When a start is free again; 0 where only the end of a command makes room. */
  public long retryAfterMillis() {
    return retryAfterMillis;
  }
}
