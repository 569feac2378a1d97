package dev.ccexecutor.server.mcp.executor;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Bytes of a command's output as text.
 *
 * @param text what is no UTF-8 is U+FFFD in it
 * @param isExact whether there was nothing but UTF-8
 */
public record Utf8Text(String text, boolean isExact) {
  /** Most bytes of a character. */
  static final int MAX_CHARACTER_BYTES = 4;

  /** Most bytes of a character that come before its last. */
  private static final int MAX_LEADING_BYTES = MAX_CHARACTER_BYTES - 1;

  private static final int MANY_CONTROLS_PART = 8;

  private static final int CONTINUATION_MASK = 0xC0;
  private static final int CONTINUATION = 0x80;

  /** A part of them. */
  public static Utf8Text of(byte[] bytes, int from, int to) {
    ByteBuffer part = ByteBuffer.wrap(bytes, from, to - from);
    try {
      // A new decoder reports what is malformed, where String's constructor replaces it.
      return new Utf8Text(StandardCharsets.UTF_8.newDecoder().decode(part).toString(), true);
    } catch (CharacterCodingException other) {
      return new Utf8Text(new String(bytes, from, to - from, StandardCharsets.UTF_8), false);
    }
  }

  /**
   * Whether a good part of it is control characters, each of which JSON makes six of: such is
   * better told in another form.
   */
  public boolean isMostlyControls() {
    long controls = text.chars().filter(c -> c < ' ' && !isCommon(c)).count();
    return controls > text.length() / MANY_CONTROLS_PART;
  }

  private static boolean isCommon(int character) {
    return character == '\n' || character == '\t' || character == '\r';
  }

  /** Where the first character begins, in bytes that may begin in the middle of one. */
  public static int firstCharacter(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && at - from < MAX_LEADING_BYTES && isContinuation(bytes[at])) {
      at++;
    }
    // So many may be the rest of a character; more are none, and are shown as what they are.
    return at < to && isContinuation(bytes[at]) ? from : at;
  }

  /** Where the last whole character ends, in bytes that may end in the middle of one. */
  public static int endOfCharacters(byte[] bytes, int from, int to) {
    for (int at = to - 1; at >= from && at >= to - MAX_LEADING_BYTES; at--) {
      if (!isContinuation(bytes[at])) {
        return at + lengthByFirst(bytes[at]) > to ? at : to;
      }
    }
    return to;
  }

  /** Whether it is nothing but the first bytes of one character, of which more may follow. */
  public static boolean isPartOfCharacter(byte[] bytes, int from, int to) {
    ByteBuffer part = ByteBuffer.wrap(bytes, from, to - from);
    CharBuffer none = CharBuffer.allocate(MAX_CHARACTER_BYTES);
    // Told that more may come, a decoder leaves unread what is not malformed, but not whole.
    boolean isMalformed = StandardCharsets.UTF_8.newDecoder().decode(part, none, false).isError();
    return from < to && !isMalformed && part.position() == from;
  }

  private static boolean isContinuation(byte value) {
    return (value & CONTINUATION_MASK) == CONTINUATION;
  }

  /** Of a character that begins so; 1 for what begins none. */
  private static int lengthByFirst(byte first) {
    int ones = Integer.numberOfLeadingZeros(~(first << (Integer.SIZE - Byte.SIZE)));
    return ones >= 2 && ones <= MAX_LEADING_BYTES + 1 ? ones : 1;
  }
}
