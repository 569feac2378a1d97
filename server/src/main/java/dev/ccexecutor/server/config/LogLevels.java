package dev.ccexecutor.server.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.event.Level;

/**
 * The least severe levels that are logged.
 *
 * @param standard what counts where no other is named
 * @param byLogger others, by the full names of packages or classes
 */
public record LogLevels(Level standard, Map<String, Level> byLogger) {
  private static final String SERVER = "dev.ccexecutor.server.";

  /** The packages of the server, whose names may be used without what they all begin with. */
  public static final List<String> PARTS =
      List.of(
          "agent",
          "audit",
          "cli",
          "config",
          "doctor",
          "execution",
          "hook",
          "logging",
          "mcp",
          "method",
          "metrics",
          "posix",
          "security",
          "session",
          "supervisor",
          "threading",
          "transport");

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z_$][\\w$]*(?:\\.[A-Za-z_$][\\w$]*){0,30}");

  /** Makes the map immutable. */
  public LogLevels {
    byLogger = Map.copyOf(byLogger);
  }

  /** One for all. */
  public static LogLevels of(Level level) {
    return new LogLevels(level, Map.of());
  }

  /**
   * Reads {@code info}, {@code info,transport=debug} or {@code warn,io.netty=info}.
   *
   * @throws InvalidValueException also for a name that is certainly no logger's
   */
  public static LogLevels parse(String text) throws InvalidValueException {
    Level standard = null;
    Map<String, Level> byLogger = new TreeMap<>();
    for (String item : SettingTypes.splitAtCommas(text)) {
      int equals = item.indexOf('=');
      if (equals >= 0) {
        String logger = loggerName(item.substring(0, equals).strip());
        if (byLogger.put(logger, level(item.substring(equals + 1).strip())) != null) {
          throw new InvalidValueException("has two levels for " + shortName(logger));
        }
      } else if (standard == null) {
        standard = level(item);
      } else {
        throw new InvalidValueException("has two levels for the whole server");
      }
    }
    if (standard == null) {
      throw new InvalidValueException("has no level for the whole server, such as info");
    }
    return new LogLevels(standard, byLogger);
  }

  private static Level level(String text) throws InvalidValueException {
    for (Level level : Level.values()) {
      if (level.name().equalsIgnoreCase(text)) {
        return level;
      }
    }
    throw new InvalidValueException("is none of error, warn, info, debug, trace");
  }

  private static String loggerName(String name) throws InvalidValueException {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidValueException("is no level, or PART=LEVEL: levels and commas only");
    }
    String first = name.split("\\.", 2)[0];
    if (PARTS.contains(first)) {
      return SERVER + name;
    }
    if (!name.contains(".")) {
      throw new InvalidValueException(
          "names no part of this server, which are " + String.join(", ", PARTS));
    }
    return name;
  }

  private static String shortName(String logger) {
    return logger.startsWith(SERVER) ? logger.substring(SERVER.length()) : logger;
  }

  /** As it is read. */
  @Override
  public String toString() {
    String others =
        new TreeMap<>(byLogger)
            .entrySet().stream()
                .map(each -> "," + shortName(each.getKey()) + "=" + lowerCase(each.getValue()))
                .collect(Collectors.joining());
    return lowerCase(standard) + others;
  }

  private static String lowerCase(Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }
}
