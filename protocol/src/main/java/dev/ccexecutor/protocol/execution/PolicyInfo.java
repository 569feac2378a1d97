package dev.ccexecutor.protocol.execution;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.List;

/**
 * What the client that asks may run. Null members, which are not written, are bounds that there are
 * not.
 *
 * @param programs null for any
 * @param shells whether the server's shell runs command lines
 * @param directories within which commands start
 * @param environment variables that may be set and removed: names, or prefixes with a star
 * @param spool whether output may go to disk
 * @param keepLeftovers whether processes may outlive their command
 * @param limits what may be asked for at most
 * @param defaultTimeoutSeconds running time where none is asked for
 * @param maxExecutions at a time
 * @param startsPerMinute on average
 */
public record PolicyInfo(
    List<Program> programs,
    boolean shells,
    List<String> directories,
    List<String> environment,
    boolean spool,
    boolean keepLeftovers,
    Limits limits,
    @JsonProperty("default_timeout") BigDecimal defaultTimeoutSeconds,
    Integer maxExecutions,
    Integer startsPerMinute) {

  /**
   * A program that may run.
   *
   * @param command it, and the arguments that it must begin with
   * @param args {@code any} if more may follow, else {@code exact}
   */
  public record Program(List<String> command, String args) {
    public Program {
      command = List.copyOf(command);
    }
  }

  /** What may be asked for at most; of {@code nice} and {@code oomScoreAdj}, at least. */
  public record Limits(
      @JsonProperty("timeout") BigDecimal timeoutSeconds,
      @JsonProperty("detach_ttl") BigDecimal detachTtlSeconds,
      Long window,
      Long replay,
      @JsonProperty("cpu_s") Long cpuSeconds,
      Long addressSpaceBytes,
      Long openFiles,
      Long processes,
      Long nice,
      Long oomScoreAdj) {}
}
