package dev.ccexecutor.stress.sample;

/** Asks the server for a sign of life, again and again. For one thread; nothing here waits. */
interface Probe extends AutoCloseable {

  /**
   * Asks, unless an answer is still missing.
   *
   * @return the round trip that was answered since the last call, in milliseconds; NaN if none was
   */
  double ask();

  @Override
  default void close() {}

  /** Never knows anything. */
  static Probe none() {
    return () -> Double.NaN;
  }
}
