package dev.ccexecutor.server.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Whom commands run as, and what they can't do. */
public final class IsolationSettings {
  public static final Setting<Boolean> NO_NEW_PRIVS =
      Setting.open(
          "no-new-privs",
          "Whether commands gain nothing by set-user-ID programs and file capabilities; sudo, su"
              + " and mostly ping need false.",
          SettingTypes.trueOrFalse(),
          DefaultValue.constant("true"));

  public static final Setting<OptionalInt> UMASK =
      Setting.open(
          "umask",
          "Permissions that files made by commands do not get, in octal; own: what the server was"
              + " started with, and 022 at least.",
          UserTypes.umask(),
          DefaultValue.constant("own"));

  public static final Setting<Optional<RunAs>> RUN_AS =
      Setting.protecting(
          "run-as",
          "User that commands run as, a name or a number; with :GROUP in that group alone. Takes a"
              + " server that is root.",
          UserTypes.runAs(),
          DefaultValue.constant(""));

  private IsolationSettings() {}

  static List<Setting<?>> all() {
    return List.of(RUN_AS, NO_NEW_PRIVS, UMASK);
  }
}
