package dev.ccexecutor.protocol.execution;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The parameter {@code limits}: what the processes of an execution may use. Null is what the server
 * gives by itself.
 *
 * @param cpuSeconds processor time of each process
 * @param addressSpaceBytes of each process
 * @param openFiles of each process
 * @param processes of the server's user, all together
 * @param nice -20 to 19
 * @param oomScoreAdj -1000 to 1000
 */
public record RequestedLimits(
    @JsonProperty("cpu_s") Long cpuSeconds,
    Long addressSpaceBytes,
    Long openFiles,
    Long processes,
    Integer nice,
    Integer oomScoreAdj) {

  public static final RequestedLimits NONE =
      new RequestedLimits(null, null, null, null, null, null);

  /** What the kernel takes for a number and not for "no limit", and a double still holds. */
  private static final long MOST = 1L << 53;

  /** In less no program comes up so far that it could tell why it fails. */
  private static final long LEAST_ADDRESS_SPACE_BYTES = 1 << 20;

  /** The fewest open files with which programs, shells among them, come up. */
  private static final long LEAST_OPEN_FILES = 16;

  private static final int MOST_OPEN_FILES = Integer.MAX_VALUE;
  private static final int LEAST_NICE = -20;
  private static final int MOST_NICE = 19;
  private static final int MOST_OOM_SCORE_ADJ = 1000;

  public RequestedLimits {
    ParameterRules.within("cpu_s", cpuSeconds, 1, (long) ParameterRules.MAX_SECONDS);
    ParameterRules.within(
        "address_space_bytes", addressSpaceBytes, LEAST_ADDRESS_SPACE_BYTES, MOST);
    ParameterRules.within("open_files", openFiles, LEAST_OPEN_FILES, MOST_OPEN_FILES);
    ParameterRules.within("processes", processes, 1, Integer.MAX_VALUE);
    ParameterRules.within("nice", wide(nice), LEAST_NICE, MOST_NICE);
    ParameterRules.within(
        "oom_score_adj", wide(oomScoreAdj), -MOST_OOM_SCORE_ADJ, MOST_OOM_SCORE_ADJ);
  }

  private static Long wide(Integer number) {
    return number == null ? null : (long) number;
  }
}
