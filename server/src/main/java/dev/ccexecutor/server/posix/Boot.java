package dev.ccexecutor.server.posix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The run of this machine's kernel. */
public final class Boot {
  private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");

  private Boot() {}

  /** Another one after every boot (random(4)). */
  public static String id() throws IOException {
    return Files.readString(ID, StandardCharsets.US_ASCII).trim();
  }
}
