package dev.ccexecutor.server.config;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types of settings that are about users and what they may do with files. */
final class UserTypes {
  private static final String OWN = "own";
  private static final Pattern OCTAL = Pattern.compile("0?[0-7]{3}");
  private static final int OCTAL_RADIX = 8;

  /** As useradd(8) has them, and more: directory services know names with a domain and a dollar. */
  private static final String NAME = "[A-Za-z0-9_][A-Za-z0-9_.@$\\\\-]{0,255}";

  private static final Pattern USER_AND_GROUP =
      Pattern.compile("(?<user>" + NAME + ")(?::(?<group>" + NAME + "))?");

  private UserTypes() {}

  /** Whether there is such a user is known when the server starts. */
  static SettingType<Optional<RunAs>> runAs() {
    return new SettingType<>(
        "USER",
        "",
        (text, environment) -> {
          if (text.isEmpty()) {
            return Optional.empty();
          }
          Matcher parts = USER_AND_GROUP.matcher(text);
          if (!parts.matches()) {
            throw new InvalidValueException("is not a user, or USER:GROUP");
          }
          return Optional.of(new RunAs(parts.group("user"), parts.group("group")));
        },
        runAs -> runAs.map(RunAs::toString).orElse(""));
  }

  static SettingType<OptionalInt> umask() {
    return new SettingType<>(
        "MASK",
        "000 to 777, or " + OWN,
        (text, environment) -> {
          if (text.equals(OWN)) {
            return OptionalInt.empty();
          }
          if (!OCTAL.matcher(text).matches()) {
            throw new InvalidValueException("is not an octal number such as 022 or 077");
          }
          return OptionalInt.of(Integer.parseInt(text, OCTAL_RADIX));
        },
        mask -> mask.isEmpty() ? OWN : String.format("%03o", mask.getAsInt()));
  }
}
