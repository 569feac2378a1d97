package dev.ccexecutor.server.execution.journal;

import java.util.List;

/**
 * What dead servers have left, once their processes are ended.
 *
 * @param executions those that are still to be told of, in the order of their ends; one for each id
 * @param instances held, so that no other server takes them too
 */
public record Recovered(List<PastExecution> executions, List<DeadInstance> instances) {
  public static Recovered nothing() {
    return new Recovered(List.of(), List.of());
  }

  /**
   * Gives the instances up.
   *
   * @param carriedOver whether all executions stand in the files of a living one; else the next
   *     start shall find them where they are
   */
  void release(boolean carriedOver) {
    instances.forEach(instance -> instance.giveBack(carriedOver));
  }
}
