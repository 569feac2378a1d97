package dev.ccexecutor.stress.sample;

import java.util.function.LongSupplier;

/** Somebody who knows something about the server. Read and closed by one thread. */
interface GaugeSource extends AutoCloseable {

  /**
   * What it knows now.
   *
   * @throws InterruptedException if the thread is to end
   */
  Gauges read() throws InterruptedException;

  @Override
  default void close() {}

  /** The clients of the run, who count what they receive. */
  static GaugeSource ofClients(LongSupplier outputBytes) {
    return () ->
        new Gauges(
            Gauges.NONE.residentBytes(),
            Gauges.NONE.openFiles(),
            Gauges.NONE.threads(),
            Gauges.NONE.liveExecutions(),
            outputBytes.getAsLong());
  }
}
