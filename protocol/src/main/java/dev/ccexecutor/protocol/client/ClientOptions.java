package dev.ccexecutor.protocol.client;

import io.netty.channel.EventLoopGroup;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How to connect. Immutable.
 *
 * @param subprotocol offered to the server; empty offers none, as clients of old do
 * @param headers sent with the upgrade request
 * @param openTimeoutMillis from the call to the server's {@code connected}
 * @param maxInboundBytes longest message taken from the server
 * @param listener takes what comes unasked
 * @param sharedEventLoops of NIO; empty gives the connection one thread of its own, which ends with
 *     it
 */
public record ClientOptions(
    Optional<String> subprotocol,
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
        Map.of(),
        DEFAULT_OPEN_TIMEOUT_MILLIS,
        DEFAULT_MAX_INBOUND_BYTES,
        new ClientListener() {},
        Optional.empty());
  }

  public ClientOptions withListener(ClientListener other) {
    return new ClientOptions(
        subprotocol, headers, openTimeoutMillis, maxInboundBytes, other, sharedEventLoops);
  }

  public ClientOptions withOpenTimeoutMillis(int millis) {
    return new ClientOptions(
        subprotocol, headers, millis, maxInboundBytes, listener, sharedEventLoops);
  }

  public ClientOptions withMaxInboundBytes(int bytes) {
    return new ClientOptions(
        subprotocol, headers, openTimeoutMillis, bytes, listener, sharedEventLoops);
  }

  public ClientOptions withoutSubprotocol() {
    return new ClientOptions(
        Optional.empty(), headers, openTimeoutMillis, maxInboundBytes, listener, sharedEventLoops);
  }

  public ClientOptions withHeaders(Map<String, String> other) {
    return new ClientOptions(
        subprotocol, other, openTimeoutMillis, maxInboundBytes, listener, sharedEventLoops);
  }

  /** The group stays the caller's, who shuts it down. */
  public ClientOptions withSharedEventLoops(EventLoopGroup group) {
    return new ClientOptions(
        subprotocol, headers, openTimeoutMillis, maxInboundBytes, listener, Optional.of(group));
  }
}
