package dev.ccexecutor.protocol.execution;

import dev.ccexecutor.protocol.jsonrpc.InvalidParameterException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * What single values of parameters must be. A null, which is what was not sent, passes all of them
 * but {@link #required}. No message bears the value: it may be a secret.
 */
final class ParameterRules {

  /** Ten years, in seconds: longer is a mistake, and sums of such times must not overflow. */
  static final double MAX_SECONDS = 315_360_000;

  static final int MAX_ID_LENGTH = 64;

  /** The largest offset: a double holds it, and every one below, exactly. */
  static final long MAX_OFFSET = (1L << 53) - 1;

  /** More than the kernel takes (execve(2)), and so few that they take no more than a message. */
  private static final int MAX_ARGUMENTS = 1 << 17;

  private static final int MAX_VARIABLES = 1 << 14;
  private static final int MAX_LABELS = 32;
  private static final int MAX_LABEL_NAME_LENGTH = 64;
  private static final int MAX_LABEL_LENGTH = 256;
  private static final String RESERVED_ENV_PREFIX = "CC_EXECUTION_";

  private ParameterRules() {}

  static void require(boolean holds, String field, String message) {
    if (!holds) {
      throw new InvalidParameterException(field, message);
    }
  }

  static void required(String field, Object value) {
    require(value != null, field, "is required");
  }

  /** A string that can be handed to the kernel: C ends it at a NUL, and it goes as UTF-8. */
  static void nativeText(String field, String value) {
    if (value != null) {
      require(value.indexOf('\0') < 0, field, "must not contain a NUL character");
      wellFormed(field, value);
    }
  }

  static void nonEmpty(String field, String value) {
    require(value == null || !value.isEmpty(), field, "must not be empty");
  }

  static void seconds(String field, Double value) {
    boolean holds = value == null || (value >= 0 && value <= MAX_SECONDS);
    require(holds, field, "must be a number of seconds from 0 to " + (long) MAX_SECONDS);
  }

  static void atLeast(String field, Long value, long least) {
    require(value == null || value >= least, field, "must be an integer of at least " + least);
  }

  static void within(String field, Long value, long least, long most) {
    boolean holds = value == null || (value >= least && value <= most);
    require(holds, field, "must be an integer from " + least + " to " + most);
  }

  /** A position in a stream, in bytes. */
  static void offset(String field, Long value) {
    within(field, value, 0, MAX_OFFSET);
  }

  /** The id of a new execution. */
  static void newId(String field, String value) {
    boolean holds =
        value == null
            || (!value.isEmpty()
                && value.length() <= MAX_ID_LENGTH
                && value.chars().allMatch(ParameterRules::isIdCharacter));
    require(holds, field, "must be 1 to " + MAX_ID_LENGTH + " of A-Z a-z 0-9 . _ -");
  }

  /** An id to look an execution up by: what could be none is simply not found, if not absurd. */
  static void knownId(String field, String value) {
    boolean holds = value == null || value.length() <= MAX_ID_LENGTH;
    require(holds, field, "must be at most " + MAX_ID_LENGTH + " characters");
  }

  static void argv(List<String> argv) {
    if (argv == null) {
      return;
    }
    require(!argv.isEmpty(), "argv", "must name a program");
    require(argv.size() <= MAX_ARGUMENTS, "argv", "must be at most " + MAX_ARGUMENTS);
    for (int i = 0; i < argv.size(); i++) {
      String field = "argv[" + i + "]";
      require(argv.get(i) != null, field, "must be a string");
      nativeText(field, argv.get(i));
    }
    nonEmpty("argv[0]", argv.getFirst());
  }

  static void env(Map<String, String> env) {
    if (env != null) {
      require(env.size() <= MAX_VARIABLES, "env", "must be at most " + MAX_VARIABLES);
      env.forEach(ParameterRules::envEntry);
    }
  }

  static void labels(Map<String, String> labels) {
    if (labels != null) {
      require(labels.size() <= MAX_LABELS, "labels", "must be at most " + MAX_LABELS);
      labels.forEach(ParameterRules::label);
    }
  }

  /** Rounded up, so that a time that is short is not taken for none. */
  static long millisOf(Double seconds, long defaultMillis) {
    return seconds == null
        ? defaultMillis
        : BigDecimal.valueOf(seconds)
            .movePointRight(3)
            .setScale(0, RoundingMode.CEILING)
            .longValueExact();
  }

  /** As RFC 4648 has it, on one line. */
  static void base64(String field, String value) {
    if (value == null) {
      return;
    }
    try {
      Base64.getDecoder().decode(value);
    } catch (IllegalArgumentException e) {
      throw new InvalidParameterException(field, "must be base64");
    }
  }

  private static void envEntry(String name, String value) {
    String field = "env." + name;
    require(!name.isEmpty(), "env", "must not have an empty name");
    require(name.indexOf('=') < 0, field, "must not have = in its name");
    require(!name.startsWith(RESERVED_ENV_PREFIX), field, "is reserved for the server");
    nativeText(field, name);
    nativeText(field, value);
  }

  private static void label(String name, String value) {
    String field = "labels." + name;
    boolean holds = !name.isEmpty() && name.length() <= MAX_LABEL_NAME_LENGTH;
    require(holds, field, "must have a name of 1 to " + MAX_LABEL_NAME_LENGTH + " characters");
    require(value != null, field, "must be a string");
    require(
        value.length() <= MAX_LABEL_LENGTH,
        field,
        "must be at most " + MAX_LABEL_LENGTH + " characters");
    wellFormed(field, name);
    wellFormed(field, value);
  }

  /** A text that can go as UTF-8. */
  static void wellFormed(String field, String value) {
    boolean holds = value == null || StandardCharsets.UTF_8.newEncoder().canEncode(value);
    require(holds, field, "must not contain half of a surrogate pair");
  }

  private static boolean isIdCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-';
  }
}
