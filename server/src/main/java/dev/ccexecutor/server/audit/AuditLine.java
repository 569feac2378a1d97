package dev.ccexecutor.server.audit;

import dev.ccexecutor.protocol.jsonrpc.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How an entry is written. */
final class AuditLine {
  /** Of all words together; of what is longer the length and a digest tell what it was. */
  static final int MAX_ARGV_CHARACTERS = 8192;

  private AuditLine() {}

  /** A JSON object and a line feed. */
  static byte[] of(long sequence, AuditEntry entry) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("time", entry.time().toString());
    line.put("sequence", sequence);
    line.put("event", entry.event());
    line.putAll(entry.members());
    if (entry.argv() != null) {
      putArgv(entry.argv(), line);
    }
    byte[] json = Json.MAPPER.writeValueAsBytes(line);
    byte[] whole = new byte[json.length + 1];
    System.arraycopy(json, 0, whole, 0, json.length);
    whole[json.length] = '\n';
    return whole;
  }

  private static void putArgv(List<String> argv, Map<String, Object> line) {
    long characters = argv.stream().mapToLong(word -> word.length() + 1L).sum();
    if (characters <= MAX_ARGV_CHARACTERS) {
      line.put("argv", argv);
      return;
    }
    line.put("argv", cut(argv));
    byte[] all = String.join("\0", argv).getBytes(StandardCharsets.UTF_8);
    line.put("argv_words", argv.size());
    line.put("argv_bytes", all.length);
    line.put("argv_sha256", HexFormat.of().formatHex(sha256(all)));
  }

  private static List<String> cut(List<String> argv) {
    List<String> words = new ArrayList<>();
    int room = MAX_ARGV_CHARACTERS;
    for (String word : argv) {
      if (word.length() >= room) {
        words.add(word.substring(0, room));
        return words;
      }
      words.add(word);
      room -= word.length() + 1;
    }
    return words;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
