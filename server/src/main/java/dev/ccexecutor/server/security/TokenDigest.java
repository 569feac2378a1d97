package dev.ccexecutor.server.security;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * What the server keeps of a token, configured or presented: its SHA-256 with a key of this process
 * ahead. So all have one length, none can be turned back, and what a comparison might tell by its
 * duration can't be computed by anybody else. Immutable.
 */
public final class TokenDigest {
  private static final int KEY_BYTES = 32;
  private static final byte[] KEY = newKey();

  private final byte[] value;

  private TokenDigest(byte[] value) {
    this.value = value;
  }

  /** Of these bytes, which stay the caller's. */
  public static TokenDigest of(byte[] token) {
    MessageDigest digest = newDigest();
    digest.update(KEY);
    return new TokenDigest(digest.digest(token));
  }

  private static byte[] newKey() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** In a time that does not depend on where the two differ. */
  @Override
  public boolean equals(Object other) {
    return other instanceof TokenDigest digest && MessageDigest.isEqual(value, digest.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return "a token";
  }
}
