package dev.ccexecutor.server.hook;

import dev.ccexecutor.server.metrics.Count;
import java.util.EnumMap;
import java.util.Map;

/** How hooks came out, for the metrics: raised on their reader loop alone, read anywhere. */
public final class HookCounts {
  /** One of the kinds of {@link HookOutcome}. */
  public enum Outcome {
    ANSWERED,
    FAILED,
    CANCELED
  }

  private final Map<HookKind, Map<Outcome, Count>> counts = new EnumMap<>(HookKind.class);

  HookCounts() {
    for (HookKind kind : HookKind.values()) {
      Map<Outcome, Count> ofKind = new EnumMap<>(Outcome.class);
      for (Outcome outcome : Outcome.values()) {
        ofKind.put(outcome, new Count());
      }
      counts.put(kind, ofKind);
    }
  }

  void add(HookKind kind, HookOutcome outcome) {
    Outcome came =
        switch (outcome) {
          case HookOutcome.Answered ignored -> Outcome.ANSWERED;
          case HookOutcome.Failed ignored -> Outcome.FAILED;
          case HookOutcome.Canceled ignored -> Outcome.CANCELED;
        };
    counts.get(kind).get(came).add(1);
  }

  /** How many came out so. */
  public long total(HookKind kind, Outcome outcome) {
    return counts.get(kind).get(outcome).get();
  }
}
