package dev.ccexecutor.server.logging;

import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;

/** How the other end of a connection is named, in all logs alike. Asks no DNS. */
public final class PeerAddress {
  private PeerAddress() {}

  /** Its address and port. */
  public static String of(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? of(address)
        : "unknown"; // It has gone already.
  }

  /** The same of an address. */
  public static String of(InetSocketAddress address) {
    return NetUtil.toSocketAddressString(address);
  }
}
