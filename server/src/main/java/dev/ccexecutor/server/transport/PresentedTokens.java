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
import java.util.regex.Pattern;

/**
 * Finds the tokens of a request, and takes them out of it, so that whoever logs a request later on
 * logs none: {@code Authorization: Bearer TOKEN}, or an offered subprotocol {@code bearer.TOKEN},
 * since browsers let pages set no header.
 */
final class PresentedTokens {
  private static final String SCHEME = "bearer ";
  private static final String SUBPROTOCOL_PREFIX = "bearer.";
  private static final Pattern QUERY_SEPARATOR = Pattern.compile("[&;#]");
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

  /**
   * Whether the address bears what may be a token, for all logs on the way to read. Each name is
   * looked at by itself: neither a malformed escape nor any number of others hides one.
   */
  static boolean areInQuery(String uri) {
    int query = uri.indexOf('?');
    return query >= 0
        && QUERY_SEPARATOR
            .splitAsStream(uri.substring(query + 1))
            .anyMatch(parameter -> QUERY_NAMES.contains(nameOf(parameter)));
  }

  private static String nameOf(String parameter) {
    String name = parameter.split("=", 2)[0];
    try {
      return QueryStringDecoder.decodeComponent(name).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return name; // A malformed escape: it is none of the names, which have no %.
    }
  }
}
