package dev.ccexecutor.server.agent.list;

import dev.ccexecutor.protocol.jsonrpc.WireName;
import dev.ccexecutor.server.agent.AgentResult;

/**
 * What became of a task of a list.
 *
 * @param name of it
 * @param status how it came out
 * @param reason why it was not run; else null
 * @param workspace that was made for it; else null
 * @param result where it was run, now or before
 */
public record TaskReport(
    String name, Status status, String reason, String workspace, AgentResult result) {

  /** How a task came out. */
  public enum Status implements WireName {
    SUCCEEDED,
    FAILED,
    /** It had succeeded before, and nothing that it depends on has changed. */
    DONE_BEFORE,
    /** Something that it needs has not succeeded. */
    SKIPPED,
    /** The list was stopped before it. */
    NOT_RUN
  }

  /** Whether others may use its result. */
  public boolean isUsable() {
    return status == Status.SUCCEEDED || status == Status.DONE_BEFORE;
  }
}
