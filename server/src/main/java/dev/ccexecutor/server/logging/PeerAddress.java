package dev.ccexecutor.server.logging;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;

/** How the other end of a connection is named, in all logs alike. Asks no DNS. */
public final class PeerAddress {
  private static final AttributeKey<String> GIVEN =
      AttributeKey.valueOf(PeerAddress.class, "given");

  private PeerAddress() {}

  /** Names the other end of a channel whose own address says nothing, from now on. */
  public static void give(Channel channel, String name) {
    channel.attr(GIVEN).set(name);
  }

  /** Its address and port, or the name that it was given. */
  public static String of(Channel channel) {
    String given = channel.attr(GIVEN).get();
    return given == null ? addressOf(channel) : given;
  }

  private static String addressOf(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? of(address)
        : "unknown"; // It has gone already.
  }

  /** The same of an address. */
  public static String of(InetSocketAddress address) {
    return NetUtil.toSocketAddressString(address);
  }
}
