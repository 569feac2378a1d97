package dev.ccexecutor.server.cli.task;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32C;

/** Names for tasks that were given none: the same for the same prompt. */
final class TaskNames {
  private static final int SHOWN_CHARACTERS = 40;

  private TaskNames() {}

  /** The beginning of the prompt, and eight digits that tell it from others that begin so. */
  static String of(String prompt) {
    String words = prompt.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String shown = words.substring(0, Math.min(words.length(), SHOWN_CHARACTERS));
    CRC32C checksum = new CRC32C();
    checksum.update(prompt.getBytes(StandardCharsets.UTF_8));
    return shown.replaceAll("^-|-$", "") + String.format(Locale.ROOT, "-%08x", checksum.getValue());
  }
}
