package dev.ccexecutor.server.execution.spool;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** The SHA-256 and the CRC-32C of what a file has got. Confined to one thread. */
final class Digest {
  private final MessageDigest sha256 = newSha256();
  private final CRC32C crc32c = new CRC32C();

  /** Takes what remains of the buffer, and leaves its position alone. */
  void update(ByteBuffer bytes) {
    sha256.update(bytes.duplicate());
    crc32c.update(bytes.duplicate());
  }

  /** As 64 hex digits. To be called once. */
  String sha256() {
    return HexFormat.of().formatHex(sha256.digest());
  }

  /** As eight hex digits. */
  String crc32c() {
    return hex(crc32c.getValue());
  }

  static String hex(long crc32c) {
    return HexFormat.of().toHexDigits((int) crc32c);
  }

  static String sha256Of(byte[] bytes) {
    return HexFormat.of().formatHex(newSha256().digest(bytes));
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
