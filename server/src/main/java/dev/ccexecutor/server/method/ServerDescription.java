package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.Limits;
import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.execution.MemoryBudget;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** What this server tells of itself. */
public record ServerDescription(
    String version,
    List<String> capabilities,
    Limits limits,
    Instant startedAt,
    long startedAtNanos) {
  /** The name of the service that old clients see at {@code /health}. */
  public static final String SERVICE = "cc-executor";

  public static final String PROTOCOL = "cc-executor.v1";

  private static final List<String> CAPABILITIES =
      List.of(
          "execute",
          "control",
          "stream",
          "stdin",
          "attach",
          "resume",
          "window",
          "spool",
          "binary",
          "pty",
          "limits",
          "progress");
  private static final String UNRELEASED = "0.0.0-dev";

  /** Of a server that starts now. */
  public static ServerDescription of(ServerConfig config, MemoryBudget budget) {
    Limits limits =
        new Limits(
            (long) config.maxMessageBytes(),
            config.maxExecutionsPerSession(),
            (long) config.maxWindowBytes(),
            (long) config.maxReplayBytes(),
            budget.queueBytes(),
            (long) config.maxStdinBytes(),
            seconds(config.retentionMillis()),
            config.maxRetainedBytes());
    return new ServerDescription(
        currentVersion(), CAPABILITIES, limits, Instant.now(), System.nanoTime());
  }

  /** An integer is written as one. */
  private static BigDecimal seconds(long millis) {
    BigDecimal exact = BigDecimal.valueOf(millis, 3).stripTrailingZeros();
    return exact.setScale(Math.max(0, exact.scale()), RoundingMode.UNNECESSARY);
  }

  public double uptimeSeconds() {
    return (System.nanoTime() - startedAtNanos) / (double) TimeUnit.SECONDS.toNanos(1);
  }

  /** As the jar's manifest has it; classes that were not packaged have none. */
  private static String currentVersion() {
    String version = ServerDescription.class.getPackage().getImplementationVersion();
    return Objects.requireNonNullElse(version, UNRELEASED);
  }
}
