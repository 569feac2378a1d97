package dev.ccexecutor.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What is written down of who ran what. */
public final class AuditSettings {
  private static final long MIB = 1024 * 1024;

  public static final Setting<Optional<Path>> AUDIT_FILE =
      Setting.protecting(
          "audit-file",
          "File that gets a JSON line for each session, execution and refusal.",
          file(),
          DefaultValue.constant(""));

  public static final Setting<Long> AUDIT_MAX_BYTES =
      Setting.open(
          "audit-max-bytes",
          "Size at which the audit file is renamed to FILE.1, and so on.",
          SettingTypes.manyBytes(64 * 1024, 1024 * 1024 * MIB),
          DefaultValue.constant("64M"));

  public static final Setting<Integer> AUDIT_OLDER_FILES =
      Setting.open(
          "audit-older-files",
          "How many of these are kept.",
          SettingTypes.wholeNumber(0, 1000),
          DefaultValue.constant("15"));

  public static final Setting<AuditWhenFull> AUDIT_WHEN_FULL =
      Setting.open(
          "audit-when-full",
          "What happens while audit lines can't be written and no more can wait: they are lost, and"
              + " counted; or no command is started before that.",
          SettingTypes.oneOf("WHAT", AuditWhenFull.class),
          DefaultValue.constant("lose"));

  private AuditSettings() {}

  static List<Setting<?>> all() {
    return List.of(AUDIT_FILE, AUDIT_MAX_BYTES, AUDIT_OLDER_FILES, AUDIT_WHEN_FULL);
  }

  private static SettingType<Optional<Path>> file() {
    return new SettingType<>(
        "FILE",
        "",
        (text, environment) ->
            text.isEmpty()
                ? Optional.empty()
                : Optional.of(PathTypes.directory().parse(text, environment)),
        path -> path.map(Path::toString).orElse(""));
  }
}
