package dev.ccexecutor.server.cli;

import dev.ccexecutor.server.config.ServerConfig;

/** Starts a server. */
@FunctionalInterface
public interface ServerStarter {
  /**
   * Starts a server that listens when this returns.
   *
   * @throws Exception if it could not be started; an {@link java.io.IOException} or {@link
   *     java.nio.channels.UnresolvedAddressException} if it could not listen where it should
   */
  RunningServer start(ServerConfig config) throws Exception;
}
