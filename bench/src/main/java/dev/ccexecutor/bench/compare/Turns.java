package dev.ccexecutor.bench.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Measures lanes in turns, A B C A B C, so that what else the machine does meets all of them. */
final class Turns {
  private final ResultTable table;
  private final List<Lane> lanes;

  /** What is done with a lane. */
  interface Step {
    void run(Lane lane) throws IOException, InterruptedException, ExecutionException;
  }

  /** The lanes whose contender can't be had are only named. */
  Turns(ResultTable table, List<Lane> lanes) {
    this.table = table;
    this.lanes = new ArrayList<>(lanes);
    lanes.forEach(table::addLane);
    this.lanes.removeIf(lane -> lane.contender().missing().isPresent());
  }

  /**
   * Does it once with each lane. One that is found broken is told in the table, and takes no part
   * any more.
   */
  void once(Step step) throws InterruptedException {
    for (Lane lane : List.copyOf(lanes)) {
      try {
        step.run(lane);
      } catch (IOException | ExecutionException | RuntimeException e) {
        table.fail(lane.label() + ": " + e);
        lanes.remove(lane);
      }
    }
  }

  void rounds(int count, Step step) throws InterruptedException {
    for (int round = 1; round <= count; round++) {
      System.err.printf("%s, round %d of %d%n", table.name(), round, count);
      once(step);
    }
  }
}
