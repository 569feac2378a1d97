package dev.ccexecutor.protocol.client;

import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How to connect. Immutable.
 *
 * @param subprotocol offered to the server; empty offers none, as clients of old do
 * @param tls how {@code wss} is spoken; empty trusts whom Java trusts, and shows no certificate
 * @param headers sent with the upgrade request
 * @param openTimeoutMillis from the call to the server's {@code connected}
 * @param maxInboundBytes longest message taken from the server
 * @param listener takes what comes unasked
 * @param sharedEventLoops of NIO; empty gives the connection one thread of its own, which ends with
 *     it
 * @param opener opens the channel; empty connects by TCP to the URL's host
 * @param reconnectMillis for how long an {@link ExecutorClient} that has lost its connection tries
 *     to get another; 0 for not at all
 * @param pingIntervalMillis for how long an {@link ExecutorClient} may hear nothing before it asks
 *     whether the server lives; after as long again without a byte the connection counts as lost. A
 *     plain connection does not ask
 */
public record ClientOptions(
    Optional<String> subprotocol,
    Optional<SslContext> tls,
    Map<String, String> headers,
    int openTimeoutMillis,
    int maxInboundBytes,
    ClientListener listener,
    Optional<EventLoopGroup> sharedEventLoops,
    Optional<ChannelOpener> opener,
    long reconnectMillis,
    int pingIntervalMillis) {

  /** The subprotocol of clients that know this contract. */
  public static final String SUBPROTOCOL = "cc-executor.v1";

  private static final int DEFAULT_OPEN_TIMEOUT_MILLIS = 10_000;
  private static final int DEFAULT_MAX_INBOUND_BYTES = 16 << 20;

  /** As long as a server lets a command run on without its client, unless it is told otherwise. */
  private static final long DEFAULT_RECONNECT_MILLIS = 60_000;

  private static final int DEFAULT_PING_INTERVAL_MILLIS = 15_000;

  public ClientOptions {
    headers = Map.copyOf(headers);
    Objects.requireNonNull(listener, "listener");
    if (openTimeoutMillis <= 0 || maxInboundBytes <= 0 || pingIntervalMillis <= 0) {
      throw new IllegalArgumentException("times and sizes must be greater than 0");
    }
    if (reconnectMillis < 0) {
      throw new IllegalArgumentException("the time to reconnect must not be negative");
    }
  }

  /**
   * This contract's subprotocol, 10 s to open, messages up to 16 MiB, nobody listening; 60 s to
   * reconnect, a ping after 15 s.
   */
  public static ClientOptions defaults() {
    return new ClientOptions(
        Optional.of(SUBPROTOCOL),
        Optional.empty(),
        Map.of(),
        DEFAULT_OPEN_TIMEOUT_MILLIS,
        DEFAULT_MAX_INBOUND_BYTES,
        new ClientListener() {},
        Optional.empty(),
        Optional.empty(),
        DEFAULT_RECONNECT_MILLIS,
        DEFAULT_PING_INTERVAL_MILLIS);
  }

  /** Of a single connection; an {@link ExecutorClient} listens itself. */
  public ClientOptions withListener(ClientListener other) {
    Changes changes = new Changes(this);
    changes.listener = other;
    return changes.made();
  }

  public ClientOptions withOpenTimeoutMillis(int millis) {
    Changes changes = new Changes(this);
    changes.openTimeoutMillis = millis;
    return changes.made();
  }

  public ClientOptions withMaxInboundBytes(int bytes) {
    Changes changes = new Changes(this);
    changes.maxInboundBytes = bytes;
    return changes.made();
  }

  public ClientOptions withoutSubprotocol() {
    Changes changes = new Changes(this);
    changes.subprotocol = Optional.empty();
    return changes.made();
  }

  public ClientOptions withHeaders(Map<String, String> other) {
    Changes changes = new Changes(this);
    changes.headers = other;
    return changes.made();
  }

  /** For {@code wss}. */
  public ClientOptions withTls(SslContext other) {
    Changes changes = new Changes(this);
    changes.tls = Optional.of(other);
    return changes.made();
  }

  /** Shows a token to the server, as {@code Authorization: Bearer TOKEN}. */
  public ClientOptions withToken(String token) {
    Map<String, String> more = new HashMap<>(headers);
    more.put("Authorization", "Bearer " + token);
    return withHeaders(more);
  }

  /** The group stays the caller's, who shuts it down. */
  public ClientOptions withSharedEventLoops(EventLoopGroup group) {
    Changes changes = new Changes(this);
    changes.sharedEventLoops = Optional.of(group);
    return changes.made();
  }

  /**
   * Opens channels in another way than by TCP. They go to the {@linkplain #withSharedEventLoops
   * shared event loops}, which must be of their kind.
   */
  public ClientOptions withOpener(ChannelOpener other) {
    Changes changes = new Changes(this);
    changes.opener = Optional.of(other);
    return changes.made();
  }

  /** For how long an {@link ExecutorClient} tries to get its connection back; 0 for not at all. */
  public ClientOptions withReconnectMillis(long millis) {
    Changes changes = new Changes(this);
    changes.reconnectMillis = millis;
    return changes.made();
  }

  /** After how long a silence an {@link ExecutorClient} asks whether the server lives. */
  public ClientOptions withPingIntervalMillis(int millis) {
    Changes changes = new Changes(this);
    changes.pingIntervalMillis = millis;
    return changes.made();
  }

  /** Of the headers their names only: the values may be secrets. */
  @Override
  public String toString() {
    return "ClientOptions[subprotocol="
        + subprotocol.orElse("")
        + ", headers="
        + headers.keySet()
        + "]";
  }

  /** The same options with one changed. */
  private static final class Changes {
    private Optional<String> subprotocol;
    private Optional<SslContext> tls;
    private Map<String, String> headers;
    private int openTimeoutMillis;
    private int maxInboundBytes;
    private ClientListener listener;
    private Optional<EventLoopGroup> sharedEventLoops;
    private Optional<ChannelOpener> opener;
    private long reconnectMillis;
    private int pingIntervalMillis;

    Changes(ClientOptions options) {
      subprotocol = options.subprotocol;
      tls = options.tls;
      headers = options.headers;
      openTimeoutMillis = options.openTimeoutMillis;
      maxInboundBytes = options.maxInboundBytes;
      listener = options.listener;
      sharedEventLoops = options.sharedEventLoops;
      opener = options.opener;
      reconnectMillis = options.reconnectMillis;
      pingIntervalMillis = options.pingIntervalMillis;
    }

    ClientOptions made() {
      return new ClientOptions(
          subprotocol,
          tls,
          headers,
          openTimeoutMillis,
          maxInboundBytes,
          listener,
          sharedEventLoops,
          opener,
          reconnectMillis,
          pingIntervalMillis);
    }
  }
}
