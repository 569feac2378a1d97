package dev.ccexecutor.server.cli;

import dev.ccexecutor.server.cli.client.ClientCommand;
import dev.ccexecutor.server.cli.client.ClientOption;
import dev.ccexecutor.server.cli.client.GivenOptions;
import dev.ccexecutor.server.cli.client.Invocation;
import dev.ccexecutor.server.cli.client.Request;
import dev.ccexecutor.server.cli.client.StandardStreams;
import dev.ccexecutor.server.cli.client.TokenOption;
import dev.ccexecutor.server.cli.client.WrongArgumentException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What picocli knows of the commands that ask something of a server. */
final class ClientLines {
  private final Map<String, String> environment;
  private final StandardStreams streams;

  ClientLines(Map<String, String> environment, StandardStreams streams) {
    this.environment = environment;
    this.streams = streams;
  }

  CommandLine lineOf(ClientCommand command) {
    Call call = new Call(command);
    CommandSpec spec = CommandSpec.wrapWithoutInspection(call);
    call.line = new CommandLine(spec);
    spec.name(command.commandName()).mixinStandardHelpOptions(true);
    spec.usageMessage()
        .description(command.description())
        .sortOptions(false)
        .sortSynopsis(false)
        .abbreviateSynopsis(true)
        .footer(footer(command));
    command.options().forEach(option -> spec.addOption(optionOf(option)));
    spec.addOption(
        OptionSpec.builder(TokenOption.NAME)
            .hidden(true)
            .arity("0..1")
            .fallbackValue("")
            .type(String.class)
            .build());
    if (command.words() != ClientCommand.Words.NONE) {
      spec.addPositional(
          PositionalParamSpec.builder()
              .paramLabel(command.words().label())
              .arity(command.words().arity())
              .type(List.class)
              .auxiliaryTypes(String.class)
              .build());
    }
    if (command.words() == ClientCommand.Words.COMMAND) {
      spec.usageMessage().customSynopsis("cc-executor run [OPTIONS] -- COMMAND...");
    }
    return call.line;
  }

  /** What the words of a command line ask for. */
  static Request requestOf(ParseResult parsed) {
    Map<ClientOption, List<String>> values = new EnumMap<>(ClientOption.class);
    for (ClientOption option : ClientOption.values()) {
      if (parsed.hasMatchedOption(option.optionName())) {
        boolean flag = option.form() == ClientOption.Form.FLAG;
        OptionSpec matched = parsed.matchedOption(option.optionName());
        values.put(option, flag ? List.of() : List.copyOf(matched.stringValues()));
      }
    }
    // One that takes a single word is listed once for each word that there is.
    List<String> words =
        parsed.matchedPositionals().stream()
            .distinct()
            .flatMap(each -> each.stringValues().stream())
            .toList();
    return new Request(new GivenOptions(values), words);
  }

  private static String[] footer(ClientCommand command) {
    if (command.footer().isEmpty()) {
      return new String[0];
    }
    return Stream.concat(Stream.of(""), command.footer().stream()).toArray(String[]::new);
  }

  private static OptionSpec optionOf(ClientOption option) {
    String[] names =
        option.shortName().isEmpty()
            ? new String[] {option.optionName()}
            : new String[] {option.shortName(), option.optionName()};
    OptionSpec.Builder builder =
        OptionSpec.builder(names).description(option.description().toArray(String[]::new));
    switch (option.form()) {
      case FLAG -> builder.arity("0").type(boolean.class);
      case VALUE -> builder.paramLabel(option.valueName()).type(String.class);
      case VALUES ->
          builder
              .paramLabel(option.valueName())
              .arity("1")
              .type(List.class)
              .auxiliaryTypes(String.class);
    }
    return builder.build();
  }

  /** One of them, parsed. */
  private final class Call implements Callable<Integer> {
    private final ClientCommand command;
    private CommandLine line;

    Call(ClientCommand command) {
      this.command = command;
    }

    @Override
    public Integer call() {
      ParseResult parsed = line.getParseResult();
      if (parsed.hasMatchedOption(TokenOption.NAME)) {
        throw new ParameterException(line, TokenOption.REFUSAL);
      }
      try {
        return command.run(
            new Invocation(requestOf(parsed), environment, streams, line.getOut(), line.getErr()));
      } catch (WrongArgumentException wrong) {
        throw new ParameterException(line, wrong.getMessage());
      }
    }
  }
}
