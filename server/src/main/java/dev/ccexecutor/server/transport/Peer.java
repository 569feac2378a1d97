package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.logging.PeerAddress;
import dev.ccexecutor.server.security.Network;
import dev.ccexecutor.server.security.RefusalKind;
import dev.ccexecutor.server.security.Refusals;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Who is at the other end of a channel, as far as the network tells. */
record Peer(InetSocketAddress address, Network network) {
  /** Nothing if it has gone before anybody asked. */
  static Optional<Peer> of(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? Optional.of(new Peer(address, Network.of(address.getAddress())))
        : Optional.empty();
  }

  /** An answer with this status. */
  Refusals.Refusal refusal(int status, String reason) {
    return refusal(RefusalKind.ofStatus(status), status, reason);
  }

  Refusals.Refusal refusal(RefusalKind kind, int status, String reason) {
    return new Refusals.Refusal(kind, network, PeerAddress.of(address), status, reason);
  }
}
