package dev.ccexecutor.server.session.output;

/**
 * The UTF-8 decoder of the WHATWG Encoding Standard, as its state machine stands there: slow, and
 * written apart from the encoder that it judges. (The JDK's decoder counts an encoded surrogate as
 * one error, the standard as three.)
 */
final class WhatwgUtf8Decoder {
  private int codePoint;
  private int seen;
  private int needed;
  private int lower = 0x80;
  private int upper = 0xbf;
  private final StringBuilder text = new StringBuilder();

  private WhatwgUtf8Decoder() {}

  static String decode(byte[] bytes) {
    WhatwgUtf8Decoder decoder = new WhatwgUtf8Decoder();
    for (byte next : bytes) {
      decoder.accept(next & 0xff);
    }
    if (decoder.needed != 0) {
      decoder.text.append('\uFFFD');
    }
    return decoder.text.toString();
  }

  private void accept(int next) {
    if (needed == 0) {
      first(next);
    } else if (next < lower || next > upper) {
      text.append('\uFFFD');
      reset();
      accept(next);
    } else {
      further(next);
    }
  }

  private void first(int next) {
    if (next <= 0x7f) {
      text.append((char) next);
    } else if (next >= 0xc2 && next <= 0xdf) {
      needed = 1;
      codePoint = next & 0x1f;
    } else if (next >= 0xe0 && next <= 0xef) {
      lower = next == 0xe0 ? 0xa0 : 0x80;
      upper = next == 0xed ? 0x9f : 0xbf;
      needed = 2;
      codePoint = next & 0xf;
    } else if (next >= 0xf0 && next <= 0xf4) {
      lower = next == 0xf0 ? 0x90 : 0x80;
      upper = next == 0xf4 ? 0x8f : 0xbf;
      needed = 3;
      codePoint = next & 0x7;
    } else {
      text.append('\uFFFD');
    }
  }

  private void further(int next) {
    lower = 0x80;
    upper = 0xbf;
    codePoint = (codePoint << 6) | (next & 0x3f);
    if (++seen == needed) {
      text.appendCodePoint(codePoint);
      reset();
    }
  }

  private void reset() {
    codePoint = 0;
    needed = 0;
    seen = 0;
    lower = 0x80;
    upper = 0xbf;
  }
}
