package dev.ccexecutor.protocol.client;

import io.netty.channel.Channel;
import java.io.IOException;

/** Opens the channel of a connection in another way than by TCP. */
public interface ChannelOpener {
  /**
   * A channel that is connected and has no event loop yet. It becomes the client's, which closes
   * it. Called on the thread that connects, which may be an event loop: it must not wait.
   *
   * @throws IOException if there is none to be had; its message is told
   */
  Channel open() throws IOException;
}
