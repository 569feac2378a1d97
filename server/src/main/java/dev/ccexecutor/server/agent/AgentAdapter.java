package dev.ccexecutor.server.agent;

import java.util.List;

/** Knows one kind of agent. Immutable, for any thread. */
public interface AgentAdapter {

  /** By which task lists and the command line call it. */
  String name();

  /**
   * The program and its arguments for a task.
   *
   * @throws InvalidTaskException if this agent can't do what the task asks for
   */
  List<String> argv(AgentTask task) throws InvalidTaskException;

  /** Reads the output of one attempt, and tells the listener of it. */
  AgentReader reader(AgentListener listener);
}
