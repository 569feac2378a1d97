package dev.ccexecutor.stress.sample;

import dev.ccexecutor.stress.result.Sample;
import java.util.ArrayList;
import java.util.List;

/**
 * The samples of a run, however long it is. When there are too many, each two neighbours become one
 * that has the higher values of both, and from then on as many are merged before they are added. So
 * no peak is lost, only when exactly it was. For one thread.
 */
final class SampleSeries {
  private final int most;
  private final List<Sample> kept = new ArrayList<>();

  /** How many samples make one of those that are kept. */
  private long each = 1;

  private Sample gathering;
  private long gathered;

  /**
   * Without samples.
   *
   * @param most how many it keeps, an even number
   */
  SampleSeries(int most) {
    if (most < 2 || most % 2 != 0) {
      throw new IllegalArgumentException("an even number of samples is kept, not " + most);
    }
    this.most = most;
  }

  void add(Sample sample) {
    gathering = gathering == null ? sample : merge(gathering, sample);
    gathered++;
    if (gathered < each) {
      return;
    }
    kept.add(gathering);
    gathering = null;
    gathered = 0;
    if (kept.size() == most) {
      thinOut();
    }
  }

  /** In order of time, never more than it keeps. */
  List<Sample> samples() {
    List<Sample> all = new ArrayList<>(kept);
    if (gathering != null) {
      all.add(gathering);
    }
    return List.copyOf(all);
  }

  private void thinOut() {
    for (int i = 0; i < most / 2; i++) {
      kept.set(i, merge(kept.get(2 * i), kept.get(2 * i + 1)));
    }
    kept.subList(most / 2, most).clear();
    each *= 2;
  }

  private static Sample merge(Sample earlier, Sample later) {
    return new Sample(
        later.elapsedMillis(),
        later.scenario(),
        Math.max(earlier.residentBytes(), later.residentBytes()),
        Math.max(earlier.openFiles(), later.openFiles()),
        Math.max(earlier.threads(), later.threads()),
        Math.max(earlier.liveExecutions(), later.liveExecutions()),
        higher(earlier.outputBytesPerSecond(), later.outputBytesPerSecond()),
        higher(earlier.probeMillis(), later.probeMillis()));
  }

  /** Math.max would make both unknown. */
  private static double higher(double one, double other) {
    if (Double.isNaN(one)) {
      return other;
    }
    return Double.isNaN(other) ? one : Math.max(one, other);
  }
}
