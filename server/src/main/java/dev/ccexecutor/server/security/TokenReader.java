package dev.ccexecutor.server.security;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads lines of the form {@code name:token}. Problems name the place and the line, and never show
 * what stands there: it may be a token. Made for one reading.
 */
final class TokenReader {
  static final int MIN_TOKEN_CHARACTERS = 16;
  static final int MAX_TOKEN_CHARACTERS = 1024;
  static final String HOW_TO_MAKE_ONE = "make one with: openssl rand -hex 32";

  private static final int MAX_TOKENS = 4096;
  private static final String PUNCTUATION = "-._~+/=";

  private final String place;
  private final String unit;
  private final List<Tokens.Token> tokens = new ArrayList<>();
  private final Map<TokenDigest, Integer> lines = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * @param place where it stands, for people
   * @param unit what a piece of it is called there: line, entry
   */
  private TokenReader(String place, String unit) {
    this.place = place;
    this.unit = unit;
  }

  /** A file's bytes, which stay the caller's. */
  static Tokens readLines(String place, byte[] text) throws UnusableCredentialsException {
    return new TokenReader(place, "line").readAll(text, (byte) '\n');
  }

  /** A variable's text; commas separate as line feeds do. */
  static Tokens readList(String place, String list) throws UnusableCredentialsException {
    byte[] text = list.replace(',', '\n').getBytes(StandardCharsets.UTF_8);
    return new TokenReader(place, "entry").readAll(text, (byte) '\n');
  }

  /** One token without its name. */
  static Tokens readSingle(String place, Principal principal, String token)
      throws UnusableCredentialsException {
    TokenReader reader = new TokenReader(place, "entry");
    byte[] bytes = token.strip().getBytes(StandardCharsets.UTF_8);
    String problem = problemOf(bytes);
    if (problem != null) {
      throw new UnusableCredentialsException(place + ": the token " + problem);
    }
    reader.tokens.add(new Tokens.Token(principal, TokenDigest.of(bytes)));
    return new Tokens(reader.tokens);
  }

  private Tokens readAll(byte[] text, byte separator) throws UnusableCredentialsException {
    int number = 0;
    int start = 0;
    for (int i = 0; i <= text.length; i++) {
      if (i == text.length || text[i] == separator) {
        number++;
        byte[] line = stripped(text, start, i);
        readLine(number, line);
        Arrays.fill(line, (byte) 0);
        start = i + 1;
      }
    }
    if (tokens.isEmpty() && problems.isEmpty()) {
      problems.add(place + ": has no token; write a line name:token, and " + HOW_TO_MAKE_ONE);
    }
    if (tokens.size() > MAX_TOKENS) {
      problems.add(place + ": has more than " + MAX_TOKENS + " tokens");
    }
    if (!problems.isEmpty()) {
      throw new UnusableCredentialsException(problems);
    }
    return new Tokens(tokens);
  }

  private static byte[] stripped(byte[] text, int start, int end) {
    int from = start;
    int to = end;
    while (from < to && isBlank(text[from])) {
      from++;
    }
    while (to > from && isBlank(text[to - 1])) {
      to--;
    }
    return Arrays.copyOfRange(text, from, to);
  }

  private static boolean isBlank(byte character) {
    return character == ' ' || character == '\t' || character == '\r';
  }

  private void readLine(int number, byte[] line) {
    if (line.length == 0 || line[0] == '#') {
      return;
    }
    int colon = 0;
    while (colon < line.length && line[colon] != ':') {
      colon++;
    }
    if (colon == line.length) {
      complain(number, "is not of the form name:token");
      return;
    }
    String name = new String(line, 0, colon, StandardCharsets.ISO_8859_1);
    byte[] token = Arrays.copyOfRange(line, colon + 1, line.length);
    if (!Principal.isWellFormed(name)) {
      complain(number, "has a name that is not 1 to 64 of the characters A-Z a-z 0-9 . _ -");
    } else if (name.equals(Principal.ANONYMOUS.name())) {
      complain(number, "has the name '" + name + "', which is nobody's");
    } else if (problemOf(token) != null) {
      complain(number, "has a token that " + problemOf(token));
    } else {
      add(number, new Principal(name), TokenDigest.of(token));
    }
    Arrays.fill(token, (byte) 0);
  }

  private void add(int number, Principal principal, TokenDigest digest) {
    Integer earlier = lines.putIfAbsent(digest, number);
    if (earlier != null) {
      complain(number, "has the same token as " + unit + " " + earlier);
    } else {
      tokens.add(new Tokens.Token(principal, digest));
    }
  }

  /** The end of a sentence that begins with the token, or null. */
  private static String problemOf(byte[] token) {
    if (token.length < MIN_TOKEN_CHARACTERS) {
      return "is shorter than " + MIN_TOKEN_CHARACTERS + " characters; " + HOW_TO_MAKE_ONE;
    }
    if (token.length > MAX_TOKEN_CHARACTERS) {
      return "is longer than " + MAX_TOKEN_CHARACTERS + " characters";
    }
    for (byte character : token) {
      if (!isTokenCharacter(character)) {
        return "has other characters than A-Z a-z 0-9 - . _ ~ + / =";
      }
    }
    return null;
  }

  /** What RFC 6750, 2.1 allows behind "Bearer". */
  private static boolean isTokenCharacter(byte character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9')
        || PUNCTUATION.indexOf(character) >= 0;
  }

  private void complain(int number, String what) {
    problems.add(place + ": " + unit + " " + number + " " + what);
  }
}
