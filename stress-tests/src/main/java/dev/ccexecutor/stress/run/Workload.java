package dev.ccexecutor.stress.run;

/** Does what a scenario says. */
interface Workload {

  /**
   * Does it, and ends all that it has begun.
   *
   * @param gathered gets what was seen
   * @throws InterruptedException when the run is to end
   * @throws Exception for what keeps it from being done at all
   */
  void run(Gathered gathered) throws Exception;
}
