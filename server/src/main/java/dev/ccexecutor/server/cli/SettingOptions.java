package dev.ccexecutor.server.cli;

import dev.ccexecutor.server.cli.client.TokenOption;
import dev.ccexecutor.server.config.Setting;
import dev.ccexecutor.server.config.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Makes an option of each setting of the table, so that the help tells all there is. */
final class SettingOptions {
  private static final String FILE_OPTION = "--" + Settings.CONFIG_FILE;

  private SettingOptions() {}

  static void addTo(CommandSpec spec) {
    spec.addOption(
        OptionSpec.builder(FILE_OPTION)
            .paramLabel("FILE")
            .type(String.class)
            .description(
                "Properties file whose keys are the names of the options below, without dashes.",
                "Default: none. Variable: " + Setting.ENVIRONMENT_PREFIX + "CONFIG.")
            .build());
    Settings.all().forEach(setting -> spec.addOption(optionOf(setting)));
    spec.addOption(
        OptionSpec.builder(TokenOption.NAME)
            .hidden(true)
            .arity("0..1")
            .fallbackValue("")
            .type(String.class)
            .build());
  }

  /** The texts that were given, by the names of their settings. */
  static Map<String, String> given(ParseResult parsed) {
    Map<String, String> texts = new HashMap<>();
    putIfGiven(parsed, FILE_OPTION, Settings.CONFIG_FILE, texts);
    Settings.all()
        .forEach(setting -> putIfGiven(parsed, setting.optionName(), setting.name(), texts));
    return texts;
  }

  private static void putIfGiven(
      ParseResult parsed, String option, String name, Map<String, String> texts) {
    if (parsed.hasMatchedOption(option)) {
      texts.put(name, parsed.matchedOptionValue(option, ""));
    }
  }

  private static OptionSpec optionOf(Setting<?> setting) {
    return OptionSpec.builder(setting.optionName())
        .paramLabel(setting.type().placeholder())
        .type(String.class)
        .description(description(setting))
        .build();
  }

  private static String[] description(Setting<?> setting) {
    List<String> lines = new ArrayList<>();
    lines.add(setting.description());
    String range = setting.type().range();
    lines.add(
        (range.isEmpty() ? "" : "Values: " + range + ". ")
            + ("Default: " + setting.defaultValue().description() + ". ")
            + ("Variable: " + setting.environmentName() + "."));
    return lines.toArray(String[]::new);
  }
}
