package dev.ccexecutor.server.security;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of a text as RFC 7468 describes it. */
final class PemText {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /** One block: what it is said to be, and its bytes. */
  record Block(String label, String base64) {
    /**
     * The bytes; the caller's.
     *
     * @throws IllegalArgumentException if that is no Base64
     */
    byte[] decode() {
      return Base64.getMimeDecoder().decode(base64);
    }
  }

  private PemText() {}

  static List<Block> blocks(byte[] text) {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(new String(text, StandardCharsets.ISO_8859_1));
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }
}
