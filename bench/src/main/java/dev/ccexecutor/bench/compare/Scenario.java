package dev.ccexecutor.bench.compare;

import java.io.IOException;

/** Something that is measured of all contenders. */
interface Scenario {
  /** By which it is chosen. */
  String name();

  /**
   * Measures it, with servers of its own.
   *
   * @throws IOException if a server does not end; what else goes wrong is told in the table
   */
  ResultTable measure(Pace pace) throws IOException, InterruptedException;
}
