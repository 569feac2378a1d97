package dev.ccexecutor.stress.sample;

import dev.ccexecutor.protocol.client.ClientOptions;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;

/**
 * Where a sampler finds the server.
 *
 * @param webSocket {@code ws://HOST:PORT/ws}, or {@code wss://…}
 * @param options of the connection that pings; its token goes with the request for metrics too
 * @param tls for metrics by {@code https}; empty trusts whom Java trusts
 * @param pid of a server on this machine, of which the kernel tells more
 * @param receivedBytes what the run's clients have received of all output so far; asked where the
 *     server has no metrics, on the sampler's thread
 */
public record SampledServer(
    URI webSocket,
    ClientOptions options,
    Optional<SSLContext> tls,
    OptionalLong pid,
    LongSupplier receivedBytes) {

  public SampledServer {
    Objects.requireNonNull(webSocket, "webSocket");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(pid, "pid");
    Objects.requireNonNull(receivedBytes, "receivedBytes");
  }

  /** One that this run has started, without TLS. */
  public static SampledServer own(
      URI webSocket, ClientOptions options, long pid, LongSupplier receivedBytes) {
    return new SampledServer(
        webSocket, options, Optional.empty(), OptionalLong.of(pid), receivedBytes);
  }

  /** The path beside that of the endpoint, by the scheme that HTTP has for it. */
  URI metrics() {
    String scheme = "wss".equalsIgnoreCase(webSocket.getScheme()) ? "https" : "http";
    return URI.create(scheme + "://" + webSocket.getRawAuthority() + "/metrics");
  }

  /** The header of that name, if the connections have one. */
  Optional<String> authorization() {
    return options.headers().entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("Authorization"))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
