package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.config.InputLimits;
import dev.ccexecutor.server.security.Network;
import io.netty.channel.Channel;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;

/**
 * The connections that have no session: that are about to shake hands, speak plain HTTP, or do
 * nothing at all. There are only so many of them in all and from one address. When there would be
 * more, the oldest goes and not the newcomer: an honest client is through in milliseconds, so who
 * opens connections and leaves them idle can't keep others out.
 *
 * <p>Any thread.
 */
final class PendingConnections {
  private final int most;
  private final int mostPerAddress;

  /** Nothing is where a peer was that had gone at once. */
  private final LinkedHashMap<Channel, Optional<Network>> all = new LinkedHashMap<>();

  private final Map<Optional<Network>, LinkedHashSet<Channel>> byNetwork = new HashMap<>();

  PendingConnections(InputLimits limits) {
    this.most = limits.pendingConnections();
    this.mostPerAddress = limits.pendingConnectionsPerAddress();
  }

  /**
   * Takes a new connection in; it leaves when it is closed, if not before.
   *
   * @return the one that has to be closed for it, or null
   */
  Channel add(Channel connection) {
    Channel displaced = insert(connection, Peer.of(connection).map(Peer::network));
    connection.closeFuture().addListener(closed -> remove(connection));
    return displaced;
  }

  private synchronized Channel insert(Channel connection, Optional<Network> network) {
    LinkedHashSet<Channel> neighbours =
        byNetwork.computeIfAbsent(network, first -> new LinkedHashSet<>());
    Channel displaced = null;
    if (neighbours.size() >= mostPerAddress) {
      displaced = neighbours.getFirst();
    } else if (all.size() >= most) {
      displaced = all.firstEntry().getKey();
    }
    all.put(connection, network);
    neighbours.add(connection);
    if (displaced != null) {
      remove(displaced);
    }
    return displaced;
  }

  /** It has a session now, or is closed. */
  synchronized void remove(Channel connection) {
    Optional<Network> network = all.remove(connection);
    if (network != null) {
      LinkedHashSet<Channel> neighbours = byNetwork.get(network);
      neighbours.remove(connection);
      if (neighbours.isEmpty()) {
        byNetwork.remove(network);
      }
    }
  }

  synchronized int count() {
    return all.size();
  }
}
