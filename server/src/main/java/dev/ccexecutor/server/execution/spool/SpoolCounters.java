package dev.ccexecutor.server.execution.spool;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How often output was refused by the disk, by reason. Any thread. */
public final class SpoolCounters {
  private final Map<SpoolRefusal, LongAdder> refusals = new EnumMap<>(SpoolRefusal.class);

  SpoolCounters() {
    for (SpoolRefusal reason : SpoolRefusal.values()) {
      refusals.put(reason, new LongAdder());
    }
  }

  void refused(SpoolRefusal reason) {
    refusals.get(reason).increment();
  }

  /** How often. */
  public long refusals(SpoolRefusal reason) {
    return refusals.get(reason).sum();
  }
}
