package dev.ccexecutor.server.agent.list;

import dev.ccexecutor.server.agent.AgentListener;

/** Hears how a list goes on. */
public interface TaskListListener {

  /** Hears nothing. */
  TaskListListener SILENT = new TaskListListener() {};

  /**
   * A task, or what judges one, is about to be run.
   *
   * @param index from 0
   * @param resumed whether a process that was started before is looked for
   * @return hears how it goes on
   */
  default AgentListener onTask(String name, int index, boolean resumed) {
    return AgentListener.SILENT;
  }

  /** It is over, or was not run. */
  default void onTaskReport(TaskReport report, int index) {}
}
