package dev.ccexecutor.stress.sample;

import dev.ccexecutor.stress.result.Sample;

/**
 * What a source says at one time; {@link Sample#UNKNOWN} or NaN for what it does not know.
 *
 * @param residentBytes the server's memory in use
 * @param openFiles its descriptors
 * @param threads its threads
 * @param liveExecutions commands that have not completed
 * @param outputBytes all that commands have printed so far, as this source counts it
 */
record Gauges(
    long residentBytes, int openFiles, int threads, int liveExecutions, double outputBytes) {

  /** A source that knows nothing at this time. */
  static final Gauges NONE =
      new Gauges(Sample.UNKNOWN, Sample.UNKNOWN, Sample.UNKNOWN, Sample.UNKNOWN, Double.NaN);

  /** The same, with what it does not know from another; but for bytes, which each counts alone. */
  Gauges orElse(Gauges other) {
    return new Gauges(
        residentBytes == Sample.UNKNOWN ? other.residentBytes : residentBytes,
        openFiles == Sample.UNKNOWN ? other.openFiles : openFiles,
        threads == Sample.UNKNOWN ? other.threads : threads,
        liveExecutions == Sample.UNKNOWN ? other.liveExecutions : liveExecutions,
        outputBytes);
  }
}
