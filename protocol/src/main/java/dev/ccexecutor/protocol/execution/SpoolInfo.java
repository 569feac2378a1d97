package dev.ccexecutor.protocol.execution;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the server has on disk of the output of commands, as {@code server.info} tells it.
 *
 * @param usedBytes now
 * @param refusals by reason, how often output did not come to the disk since the server began
 */
public record SpoolInfo(long usedBytes, Map<String, Long> refusals) {

  /** Keeps the order of the reasons. */
  public SpoolInfo {
    refusals = Collections.unmodifiableMap(new LinkedHashMap<>(refusals));
  }
}
