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
 */
public record ClientOptions(
    Optional<String> subprotocol,
    Optional<SslContext> tls,
    Map<String, String> headers,
    int openTimeoutMillis,
    int maxInboundBytes,
    ClientListener listener,
    Optional<EventLoopGroup> sharedEventLoops) {

  /** The subprotocol of clients that know this contract. */
  public static final String SUBPROTOCOL = "cc-executor.v1";

  private static final int DEFAULT_OPEN_TIMEOUT_MILLIS = 10_000;
  private static final int DEFAULT_MAX_INBOUND_BYTES = 16 << 20;

  public ClientOptions {
    headers = Map.copyOf(headers);
    Objects.requireNonNull(listener, "listener");
    if (openTimeoutMillis <= 0 || maxInboundBytes <= 0) {
      throw new IllegalArgumentException("timeout and size must be greater than 0");
    }
  }

  /** This contract's subprotocol, 10 s to open, messages up to 16 MiB, nobody listening. */
  public static ClientOptions defaults() {
    return new ClientOptions(
        Optional.of(SUBPROTOCOL),
        Optional.empty(),
        Map.of(),
        DEFAULT_OPEN_TIMEOUT_MILLIS,
        DEFAULT_MAX_INBOUND_BYTES,
        new ClientListener() {},
        Optional.empty());
  }

  public ClientOptions withListener(ClientListener other) {
    return new ClientOptions(
        subprotocol, tls, headers, openTimeoutMillis, maxInboundBytes, other, sharedEventLoops);
  }

  public ClientOptions withOpenTimeoutMillis(int millis) {
    return new ClientOptions(
        subprotocol, tls, headers, millis, maxInboundBytes, listener, sharedEventLoops);
  }

  public ClientOptions withMaxInboundBytes(int bytes) {
    return new ClientOptions(
        subprotocol, tls, headers, openTimeoutMillis, bytes, listener, sharedEventLoops);
  }

  public ClientOptions withoutSubprotocol() {
    return new ClientOptions(
        Optional.empty(),
        tls,
        headers,
        openTimeoutMillis,
        maxInboundBytes,
        listener,
        sharedEventLoops);
  }

  public ClientOptions withHeaders(Map<String, String> other) {
    return new ClientOptions(
        subprotocol, tls, other, openTimeoutMillis, maxInboundBytes, listener, sharedEventLoops);
  }

  /** For {@code wss}. */
  public ClientOptions withTls(SslContext other) {
    return new ClientOptions(
        subprotocol,
        Optional.of(other),
        headers,
        openTimeoutMillis,
        maxInboundBytes,
        listener,
        sharedEventLoops);
  }

  /** Shows a token to the server, as {@code Authorization: Bearer TOKEN}. */
  public ClientOptions withToken(String token) {
    Map<String, String> more = new HashMap<>(headers);
    more.put("Authorization", "Bearer " + token);
    return withHeaders(more);
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

  /** The group stays the caller's, who shuts it down. */
  public ClientOptions withSharedEventLoops(EventLoopGroup group) {
    return new ClientOptions(
        subprotocol,
        tls,
        headers,
        openTimeoutMillis,
        maxInboundBytes,
        listener,
        Optional.of(group));
  }
}
