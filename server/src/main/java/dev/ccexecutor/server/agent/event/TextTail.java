package dev.ccexecutor.server.agent.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Keeps the newest bytes of a text. For one thread. */
final class TextTail {
  private final int maxBytes;
  private byte[] kept = new byte[0];
  private boolean cut;

  TextTail(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  void append(String text) {
    append(text.getBytes(StandardCharsets.UTF_8));
  }

  void append(byte[] bytes) {
    int total = kept.length + bytes.length;
    byte[] joined = Arrays.copyOf(kept, total);
    System.arraycopy(bytes, 0, joined, kept.length, bytes.length);
    // Twice as much may be there for a while, so that not every byte costs a copy of all.
    if (total > 2 * maxBytes) {
      cut = true;
      joined = Arrays.copyOfRange(joined, total - maxBytes, total);
    }
    kept = joined;
  }

  boolean isEmpty() {
    return kept.length == 0;
  }

  /** What is kept; it begins with an ellipsis if there was more. */
  String text() {
    int from = Math.max(0, kept.length - maxBytes);
    // A character may have been cut in two: its other half is of no use.
    while (from > 0 && from < kept.length && (kept[from] & 0xC0) == 0x80) {
      from++;
    }
    String text = new String(kept, from, kept.length - from, StandardCharsets.UTF_8);
    return cut || from > 0 ? "…" + text : text;
  }
}
