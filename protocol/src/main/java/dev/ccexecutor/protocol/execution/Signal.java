package dev.ccexecutor.protocol.execution;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names and numbers of Linux's signals, which x86-64 and aarch64 share. A name is upper case
 * and without {@code SIG}; see signal(7).
 */
public final class Signal {

  /** What a shell adds to a signal's number for the exit code of a process that it ended. */
  public static final int EXIT_CODE_BASE = 128;

  private static final List<String> NAMES =
      List.of(
          "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
          "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
          "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");
  private static final Map<String, Integer> OTHER_NAMES =
      Map.of("IOT", 6, "CLD", 17, "POLL", 29, "RTMIN", 34, "RTMAX", 64);

  /** 32 and 33 are the C library's own. */
  private static final int REAL_TIME_MIN = 34;

  private static final int REAL_TIME_MAX = 64;
  private static final int LAST_COUNTED_FROM_MIN = 49;
  private static final Pattern REAL_TIME = Pattern.compile("(RTMIN\\+|RTMAX-)([0-9]{1,2})");

  private Signal() {}

  /** The number of a signal's name, with or without {@code SIG}; empty if there is none such. */
  public static OptionalInt numberOf(String name) {
    String bare = withoutPrefix(name);
    int index = NAMES.indexOf(bare);
    if (index >= 0) {
      return OptionalInt.of(index + 1);
    }
    Integer other = OTHER_NAMES.get(bare);
    return other == null ? realTimeNumberOf(bare) : OptionalInt.of(other);
  }

  /** The name of a signal's number; for a number without a name the number itself. */
  public static String nameOf(int number) {
    if (number >= 1 && number <= NAMES.size()) {
      return NAMES.get(number - 1);
    }
    if (number < REAL_TIME_MIN || number > REAL_TIME_MAX) {
      return Integer.toString(number);
    }
    return number <= LAST_COUNTED_FROM_MIN
        ? distance("RTMIN", "+", number - REAL_TIME_MIN)
        : distance("RTMAX", "-", REAL_TIME_MAX - number);
  }

  /** The exit code that a process ended by this signal has on the wire, as a shell has it. */
  public static int exitCodeOf(int number) {
    return EXIT_CODE_BASE + number;
  }

  /** A signal's name as the contract has it: {@code INT} of {@code SIGINT}. */
  static String withoutPrefix(String name) {
    return name.startsWith("SIG") ? name.substring("SIG".length()) : name;
  }

  private static OptionalInt realTimeNumberOf(String name) {
    Matcher matcher = REAL_TIME.matcher(name);
    if (!matcher.matches()) {
      return OptionalInt.empty();
    }
    int steps = Integer.parseInt(matcher.group(2));
    int number =
        matcher.group(1).startsWith("RTMIN") ? REAL_TIME_MIN + steps : REAL_TIME_MAX - steps;
    return number >= REAL_TIME_MIN && number <= REAL_TIME_MAX
        ? OptionalInt.of(number)
        : OptionalInt.empty();
  }

  private static String distance(String from, String direction, int steps) {
    return steps == 0 ? from : from + direction + steps;
  }
}
