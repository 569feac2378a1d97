package dev.ccexecutor.server.config;

import java.nio.file.Path;
import java.util.List;

/** How many commands may run, and what they may use. */
public final class CommandSettings {
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;
  private static final long GIB = 1024L * MIB;

  public static final Setting<Integer> MAX_EXECUTIONS_PER_SESSION =
      Setting.open(
          "max-executions-per-session",
          "Commands that one session may have running at a time.",
          SettingTypes.wholeNumber(1, 1_000_000),
          DefaultValue.constant("1024"));

  public static final Setting<Integer> MAX_EXECUTIONS =
      Setting.open(
          "max-executions",
          "Commands running at a time in all sessions together.",
          SettingTypes.wholeNumber(1, 1_000_000),
          DefaultValue.constant("2048"));

  public static final Setting<Integer> MAX_CPU_SECONDS =
      Setting.open(
          "max-cpu-seconds",
          "Processor time that a process of a command may use; 0 for no ceiling.",
          SettingTypes.wholeNumber(0, Integer.MAX_VALUE),
          DefaultValue.constant("0"));

  public static final Setting<Long> MAX_ADDRESS_SPACE_BYTES =
      Setting.open(
          "max-address-space-bytes",
          "Address space that a process of a command may have; 0 for no ceiling.",
          SettingTypes.manyBytes(0, 1024 * 1024 * GIB),
          DefaultValue.constant("0"));

  public static final Setting<Integer> MAX_OPEN_FILES =
      Setting.open(
          "max-open-files",
          "Files that a process of a command may have open; 0 for no ceiling.",
          SettingTypes.wholeNumber(0, Integer.MAX_VALUE),
          DefaultValue.constant("0"));

  public static final Setting<Integer> MAX_PROCESSES =
      Setting.open(
          "max-processes",
          "Processes of this server's user above which no command starts another; 0 for no"
              + " ceiling. Does not bind root.",
          SettingTypes.wholeNumber(0, Integer.MAX_VALUE),
          DefaultValue.constant("0"));

  public static final Setting<Integer> MIN_NICE =
      Setting.open(
          "min-nice",
          "Lowest nice value, so the highest priority, that a command may have.",
          SettingTypes.wholeNumber(-20, 19),
          DefaultValue.constant("0"));

  public static final Setting<Integer> CHILD_OOM_SCORE_ADJ =
      Setting.open(
          "child-oom-score-adj",
          "How far above this server's own the oom_score_adj of commands is at least, so that the"
              + " kernel takes them first when memory runs out; 0 leaves it alone.",
          SettingTypes.wholeNumber(0, 2000),
          DefaultValue.constant("300"));

  public static final Setting<Path> SHELL =
      Setting.open(
          "shell",
          "Shell that runs command lines: a path, a name on the PATH, or 'default' for /bin/sh.",
          PathTypes.shell(),
          DefaultValue.constant("/bin/sh"));

  public static final Setting<InheritedEnvironment> PASS_ENV =
      Setting.open(
          "pass-env",
          "Comma list of this server's variables, or prefixes such as AWS_*, that commands get"
              + " too.",
          SettingTypes.inheritedEnvironment(),
          DefaultValue.constant(""));

  public static final Setting<ContainmentMode> CONTAINMENT =
      Setting.open(
          "containment",
          "What holds all that a command starts: a cgroup of version 2, or the walk over /proc.",
          SettingTypes.oneOf("MODE", ContainmentMode.class),
          DefaultValue.constant("auto"));

  private CommandSettings() {}

  static List<Setting<?>> all() {
    return List.of(
        MAX_EXECUTIONS_PER_SESSION,
        MAX_EXECUTIONS,
        MAX_CPU_SECONDS,
        MAX_ADDRESS_SPACE_BYTES,
        MAX_OPEN_FILES,
        MAX_PROCESSES,
        MIN_NICE,
        CHILD_OOM_SCORE_ADJ,
        SHELL,
        PASS_ENV,
        CONTAINMENT);
  }
}
