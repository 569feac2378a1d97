package dev.ccexecutor.server.execution;

import java.security.SecureRandom;
import java.util.HexFormat;

/** What the processes of one tree bear in their environment, and no others. Any thread. */
public final class ExecutionMarker {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 16;

  private ExecutionMarker() {}

  /** A new one: 128 random bits in hex, since ids are chosen by clients and may come twice. */
  public static String random() {
    byte[] bits = new byte[BYTES];
    RANDOM.nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }
}
