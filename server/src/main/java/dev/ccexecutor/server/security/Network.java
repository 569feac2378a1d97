package dev.ccexecutor.server.security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * What counts as one place that attempts come from: an IPv4 address, or the /64 of an IPv6 one,
 * since whoever has one of those addresses mostly has all of them.
 *
 * @param ipv6 whether it is the first half of an IPv6 address
 * @param bits the address, or that half
 */
public record Network(boolean ipv6, long bits) {
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;

  /** That of an address. An IPv4 address within IPv6 (::ffff:a.b.c.d) is one of IPv4. */
  public static Network of(InetAddress address) {
    byte[] bytes = address.getAddress();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (bytes.length == IPV4_BYTES) {
      return new Network(false, buffer.getInt() & 0xffff_ffffL);
    }
    long high = buffer.getLong();
    long low = buffer.getLong();
    boolean mapped = high == 0 && low >>> 32 == 0xffff;
    return mapped ? new Network(false, low & 0xffff_ffffL) : new Network(true, high);
  }

  @Override
  public String toString() {
    int length = ipv6 ? IPV6_BYTES : IPV4_BYTES;
    ByteBuffer address = ByteBuffer.allocate(length);
    if (ipv6) {
      address.putLong(bits);
    } else {
      address.putInt((int) bits);
    }
    try {
      return InetAddress.getByAddress(address.array()).getHostAddress() + (ipv6 ? "/64" : "");
    } catch (UnknownHostException e) {
      throw new IllegalStateException("the length is right", e);
    }
  }
}
