package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.RequestedLimits;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.server.config.ChildLimits;
import dev.ccexecutor.server.posix.OwnLimits;
import dev.ccexecutor.server.posix.ResourceLimits;
import dev.ccexecutor.server.security.policy.ProcessCeilings;

/**
 * What limits a command gets, from what its client asked for, what the operator allows, and what
 * this server is bound by itself. Who asks for nothing gets the operator's.
 */
final class ResourceCeilings {
  private static final int MOST_OOM_SCORE_ADJ = 1000;

  private final ChildLimits allowed;
  private final OwnLimits own;

  ResourceCeilings(ChildLimits allowed, OwnLimits own) {
    this.allowed = allowed;
    this.own = own;
  }

  /**
   * The limits to start with.
   *
   * @param ceilings the client's own, which bind like the server's
   * @throws JsonRpcException if more is asked for than is allowed
   */
  ResourceLimits settle(RequestedLimits asked, ProcessCeilings ceilings) throws JsonRpcException {
    return new ResourceLimits(
        atMost(
            "cpu_s",
            asked.cpuSeconds(),
            lower(allowed.maxCpuSeconds(), ceilings.cpuSeconds()),
            own.cpuSeconds()),
        atMost(
            "address_space_bytes",
            asked.addressSpaceBytes(),
            lower(allowed.maxAddressSpaceBytes(), ceilings.addressSpaceBytes()),
            own.addressSpaceBytes()),
        atMost(
            "open_files",
            asked.openFiles(),
            lower(allowed.maxOpenFiles(), ceilings.openFiles()),
            own.openFiles()),
        atMost(
            "processes",
            asked.processes(),
            lower(allowed.maxProcesses(), ceilings.processes()),
            own.processes()),
        nice(asked.nice(), ceilings.nice()),
        oomScoreAdj(asked.oomScoreAdj(), ceilings.oomScoreAdj()));
  }

  /** The lower one of two ceilings, of which the first may be 0, and the other null, for none. */
  private static long lower(long configured, Long ceiling) {
    if (ceiling == null) {
      return configured;
    }
    return configured == 0 ? ceiling : Math.min(configured, ceiling);
  }

  private static Long atMost(String field, Long asked, long configured, long hardLimit)
      throws JsonRpcException {
    long ceiling = configured == 0 ? hardLimit : Math.min(configured, hardLimit);
    if (asked == null) {
      return configured == 0 ? null : ceiling;
    }
    if (asked > ceiling) {
      throw refusal(field, "must be at most " + ceiling + " on this server");
    }
    return asked;
  }

  private Integer nice(Integer asked, Long floor) throws JsonRpcException {
    int least = floor == null ? allowed.minNice() : Math.max(allowed.minNice(), floor.intValue());
    if (asked == null) {
      return own.nice() < least ? least : null;
    }
    return atLeast("nice", asked, least);
  }

  private Integer oomScoreAdj(Integer asked, Long floor) throws JsonRpcException {
    int above = allowed.oomScoreAdjAboveServer();
    int ofServer = Math.min(MOST_OOM_SCORE_ADJ, own.oomScoreAdj() + above);
    int least = floor == null ? ofServer : Math.max(ofServer, floor.intValue());
    if (asked == null) {
      return above == 0 && floor == null ? null : least;
    }
    return atLeast("oom_score_adj", asked, least);
  }

  private static Integer atLeast(String field, Integer asked, int least) throws JsonRpcException {
    if (asked < least) {
      throw refusal(field, "must be at least " + least + " on this server");
    }
    return asked;
  }

  private static JsonRpcException refusal(String field, String message) {
    return JsonRpcError.invalidParams("limits." + field, message).asException();
  }
}
