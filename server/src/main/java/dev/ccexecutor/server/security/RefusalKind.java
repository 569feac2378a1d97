package dev.ccexecutor.server.security;

import java.util.Locale;

/** Why connections and HTTP requests are refused, in few words, by which they can be counted. */
public enum RefusalKind {
  /** It breaks a rule of HTTP, or of the handshake. */
  MALFORMED,
  /** What came is no HTTP at all. */
  NOT_HTTP,
  /** TLS did not come about. */
  TLS,
  /** No token, or none that is known. */
  TOKEN,
  /** After many wrong ones from the same network. */
  TOO_MANY_WRONG_TOKENS,
  ORIGIN,
  HOST,
  /** The path speaks WebSocket, and the request does not. */
  NO_UPGRADE,
  /** A line, headers or a body. */
  TOO_LARGE,
  TOO_SLOW,
  /** For a newcomer, since too many connections have no session. */
  NO_SESSION,
  /** There are as many sessions as may be. */
  SESSIONS,
  SHUTTING_DOWN,
  OTHER;

  /** That of an answer by its status. */
  public static RefusalKind ofStatus(int status) {
    return switch (status) {
      case 400 -> MALFORMED;
      case 401 -> TOKEN;
      case 403 -> ORIGIN;
      case 408 -> TOO_SLOW;
      case 413, 414, 431 -> TOO_LARGE;
      case 421 -> HOST;
      case 426 -> NO_UPGRADE;
      case 429 -> TOO_MANY_WRONG_TOKENS;
      case 503 -> SHUTTING_DOWN;
      default -> OTHER;
    };
  }

  /** In lower case, for labels. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
