package dev.ccexecutor.server.transport;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where a peer counts as being: its IPv4 address, or the first 64 bits of its IPv6 address, since
 * whoever has one of those has the whole network of it (RFC 6177).
 *
 * @param address the bytes that count; read only
 */
record PeerNetwork(ByteBuffer address) {
  private static final int NETWORK_BYTES = 8;

  /** Of what a channel tells as its peer, which is null if that is gone already. */
  static PeerNetwork of(SocketAddress peer) {
    byte[] bytes =
        peer instanceof InetSocketAddress inet && inet.getAddress() != null
            ? network(inet.getAddress())
            : new byte[0];
    return new PeerNetwork(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
  }

  private static byte[] network(InetAddress address) {
    boolean wide = address instanceof Inet6Address && !address.isLoopbackAddress();
    return wide ? Arrays.copyOf(address.getAddress(), NETWORK_BYTES) : address.getAddress();
  }
}
