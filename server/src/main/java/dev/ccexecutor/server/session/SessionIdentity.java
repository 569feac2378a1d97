package dev.ccexecutor.server.session;

import dev.ccexecutor.server.security.Principal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;

/**
 * A session's name, and the secret by which its client comes back for what it had. It is all that
 * is left of a session once its connection is gone, and is there for as long as an execution has a
 * claim with it. Any thread.
 */
final class SessionIdentity {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int TOKEN_BYTES = 16;

  private final Principal principal;
  private final String sessionId;
  private final String resumeToken;
  private volatile boolean spent;
  private volatile boolean cutOff;

  private SessionIdentity(Principal principal, String sessionId, String resumeToken) {
    this.principal = principal;
    this.sessionId = sessionId;
    this.resumeToken = resumeToken;
  }

  static SessionIdentity random(Principal principal) {
    byte[] token = new byte[TOKEN_BYTES];
    RANDOM.nextBytes(token);
    return new SessionIdentity(
        principal, UUID.randomUUID().toString(), HexFormat.of().formatHex(token));
  }

  Principal principal() {
    return principal;
  }

  String sessionId() {
    return sessionId;
  }

  /** 128 random bits in hex. */
  String resumeToken() {
    return resumeToken;
  }

  /** Whether this is the token, and good. How long that takes tells nothing of it. */
  boolean accepts(String token) {
    boolean equal = MessageDigest.isEqual(bytes(token), bytes(resumeToken));
    return equal && !spent;
  }

  private static byte[] bytes(String token) {
    return token.getBytes(StandardCharsets.UTF_8);
  }

  boolean isSpent() {
    return spent;
  }

  /** Written under the lock of {@link Sessions} only. */
  void setSpent(boolean nowSpent) {
    spent = nowSpent;
  }

  /** The connection is gone. */
  void cutOff() {
    cutOff = true;
  }

  /** Whether the connection went by itself, not because of a resumption. */
  boolean isCutOff() {
    return cutOff;
  }

  @Override
  public String toString() {
    return "SessionIdentity[sessionId=" + sessionId + "]";
  }
}
