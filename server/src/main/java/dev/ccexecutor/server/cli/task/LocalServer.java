package dev.ccexecutor.server.cli.task;

/** A server in this process. */
public interface LocalServer extends AutoCloseable {
  AgentServers.Target target();

  /** Ends what runs on it, and stops it. */
  @Override
  void close();
}
