package dev.ccexecutor.stress.evidence;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was seen of the server around a scenario. What is empty was not to be seen.
 *
 * @param own whether the suite has started it, and nobody else uses it
 * @param before the first command
 * @param after the last one has ended, and what it held was given back
 * @param peakResidentBytes most memory meanwhile
 * @param middleResidentBytes most memory in the first half
 * @param log its lines that were written meanwhile
 * @param survivors pids of what still lives of the scenario's commands
 * @param serves whether it runs a command afterwards: empty if it does, else what is wrong
 */
public record ServerEvidence(
    boolean own,
    ServerState before,
    ServerState after,
    OptionalLong peakResidentBytes,
    OptionalLong middleResidentBytes,
    Optional<List<String>> log,
    Optional<List<Long>> survivors,
    String serves) {

  public ServerEvidence {
    log = log.map(List::copyOf);
    survivors = survivors.map(List::copyOf);
  }
}
