package dev.ccexecutor.server.session;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;

/**
 * A session's name, and the secret that proves to be its client.
 *
 * @param resumeToken 128 random bits in hex
 */
record SessionIdentity(String sessionId, String resumeToken) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int TOKEN_BYTES = 16;

  static SessionIdentity random() {
    byte[] token = new byte[TOKEN_BYTES];
    RANDOM.nextBytes(token);
    return new SessionIdentity(UUID.randomUUID().toString(), HexFormat.of().formatHex(token));
  }
}
