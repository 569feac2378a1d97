package dev.ccexecutor.server;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.execution.MemoryBudget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What commands may hold, of the memory that there is. */
final class ServerMemory {
  private static final Logger log = LoggerFactory.getLogger(ServerMemory.class);

  private ServerMemory() {}

  /** As configured, or as much of it as fits. */
  static MemoryBudget budgetOf(ServerConfig config) {
    long replayBytes = Math.min(config.maxReplayBytes(), ExecuteParams.DEFAULT_REPLAY_BYTES);
    MemoryBudget fitting =
        MemoryBudget.fitting(
            config.queueBytes(),
            replayBytes,
            config.maxExecutions(),
            Runtime.getRuntime().maxMemory());
    if (fitting.queueBytes() < config.queueBytes() || fitting.replayBytes() < replayBytes) {
      log.atWarn()
          .addKeyValue("queue_bytes", fitting.queueBytes())
          .addKeyValue("replay_bytes", fitting.replayBytes())
          .log("commands hold less than configured, to fit into this machine's memory");
    }
    return fitting;
  }
}
