package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.security.TokenDigest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds the tokens of a request, and takes them out of it, so that whoever logs a request later on
 * logs none: {@code Authorization: Bearer TOKEN}, or an offered subprotocol {@code bearer.TOKEN},
 * since browsers let pages set no header.
 */
final class PresentedTokens {
  private static final String SCHEME = "bearer ";
  private static final String SUBPROTOCOL_PREFIX = "bearer.";
  private static final Set<String> QUERY_NAMES = Set.of("token", "access_token");

  private PresentedTokens() {}

  /** All of them, mostly none or one. */
  static List<TokenDigest> takeFrom(HttpHeaders headers) {
    List<TokenDigest> tokens = new ArrayList<>();
    for (String value : headers.getAll(HttpHeaderNames.AUTHORIZATION)) {
      if (value.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
        add(value.substring(SCHEME.length()).strip(), tokens);
      }
    }
    headers.remove(HttpHeaderNames.AUTHORIZATION);
    takeFromSubprotocols(headers, tokens);
    return tokens;
  }

  private static void takeFromSubprotocols(HttpHeaders headers, List<TokenDigest> tokens) {
    List<String> others = new ArrayList<>();
    for (String value : headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
      for (String offered : value.split(",", -1)) {
        String protocol = offered.strip();
        if (protocol.startsWith(SUBPROTOCOL_PREFIX)) {
          add(protocol.substring(SUBPROTOCOL_PREFIX.length()), tokens);
        } else if (!protocol.isEmpty()) {
          others.add(protocol);
        }
      }
    }
    headers.remove(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
    if (!others.isEmpty()) {
      headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, String.join(",", others));
    }
  }

  private static void add(String token, List<TokenDigest> tokens) {
    if (!token.isEmpty()) {
      tokens.add(TokenDigest.of(token.getBytes(StandardCharsets.ISO_8859_1)));
    }
  }

  /** Whether the address bears what may be a token, for all logs on the way to read. */
  static boolean areInQuery(String uri) {
    try {
      return new QueryStringDecoder(uri)
          .parameters().keySet().stream()
              .map(name -> name.toLowerCase(Locale.ROOT))
              .anyMatch(QUERY_NAMES::contains);
    } catch (IllegalArgumentException e) {
      return false; // A malformed escape: such a request is for no path of this server.
    }
  }
}
