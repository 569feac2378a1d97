package dev.ccexecutor.server.cli.task;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.agent.AgentResult;
import dev.ccexecutor.server.agent.AgentTask;
import dev.ccexecutor.server.agent.AgentTaskBuilder;
import dev.ccexecutor.server.agent.Commas;
import dev.ccexecutor.server.agent.TaskTimeout;
import dev.ccexecutor.server.agent.run.AgentRun;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has one task done by an agent. */
@Command(
    name = "task",
    description = "Has one task done by an agent, a fresh one, and tells what came of it.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Exit code: 0 if it was done, 1 if not, 2 if the command line is wrong, 120 if it is not"
          + " known",
      "what became of it, 121 if it was refused, 122 if there is no server, 130 if it was canceled."
    })
public final class TaskCommand implements Callable<Integer> {
  private final AgentServers servers;
  private final Map<String, String> environment;
  private final InputStream stdin;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "PROMPT",
      description = "What is to be done; - reads it from stdin.")
  private String prompt;

  @Option(names = "--prompt-file", paramLabel = "FILE", description = "Reads it from a file.")
  private Path promptFile;

  @Option(
      names = {"--tools", "--allowed-tools"},
      paramLabel = "LIST",
      description = "Tools that it may use without asking, with commas: Read,Edit,'Bash(git *)'.")
  private List<String> tools = List.of();

  @Option(names = "--model", paramLabel = "MODEL", description = "Default: the agent's own choice.")
  private String model;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description =
          "For each attempt; or auto: what its history suggests, 1800 without. Default: auto.")
  private String timeout = "auto";

  @Option(
      names = "--cwd",
      paramLabel = "DIR",
      description = "Default: this one if the server is on this machine, else the server's.")
  private String directory;

  @Option(names = "--max-turns", paramLabel = "N", description = "Default: no limit.")
  private Integer maxTurns;

  @Option(names = "--max-budget-usd", paramLabel = "X", description = "Default: no limit.")
  private BigDecimal maxBudgetUsd;

  @Option(names = "--permission-mode", paramLabel = "MODE", description = "The agent's own.")
  private String permissionMode;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "By which its history is kept. Default: made of the prompt.")
  private String name;

  @Option(
      names = "--retries",
      paramLabel = "N",
      description = "Attempts after a failure that passes by itself, at most. Default: 3.")
  private Integer retries;

  @Option(names = "--json", description = "Prints one JSON document in place of the result's text.")
  private boolean json;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where the history is. Default: as with serve.")
  private Path dataDirectory;

  @Mixin private final AgentOptions agent = new AgentOptions();
  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  /**
   * The command.
   *
   * @param environment of this process
   * @param stdin where a prompt may come from
   */
  public TaskCommand(AgentServers servers, Map<String, String> environment, InputStream stdin) {
    this.servers = servers;
    this.environment = environment;
    this.stdin = stdin;
  }

  @Override
  public Integer call() throws Exception {
    Path data;
    try {
      data = servers.dataDirectory(dataDirectory);
      String text = text();
      return new SessionProgram(servers, connection, spec.commandLine().getErr())
          .run(data, (session, target, signal) -> run(session, task(text, target), signal));
    } catch (IllegalArgumentException | IOException wrong) {
      throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
    }
  }

  private String text() throws IOException {
    if ((prompt == null) == (promptFile == null)) {
      throw new IllegalArgumentException("PROMPT or --prompt-file is needed, and not both");
    }
    try {
      if (promptFile != null) {
        return decoded(Files.readAllBytes(promptFile));
      }
      return prompt.equals("-") ? decoded(stdin.readAllBytes()) : prompt;
    } catch (NoSuchFileException missing) {
      throw new IllegalArgumentException("--prompt-file: " + promptFile + " is not there", missing);
    } catch (CharacterCodingException noText) {
      // What the agent is told is what was written, or nothing is.
      throw new IllegalArgumentException("the prompt is no text in UTF-8", noText);
    }
  }

  private static String decoded(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private AgentTask task(String text, AgentServers.Target target) {
    AgentTaskBuilder builder =
        AgentTask.builder(name == null ? TaskNames.of(text) : name, text, agent.adapter())
            .agentCommand(agent.command())
            .env(agent.env(environment))
            .tools(tools.stream().flatMap(some -> Commas.split(some).stream()).toList())
            .model(model)
            .timeout(parsedTimeout())
            .maxTurns(maxTurns)
            .maxBudgetUsd(maxBudgetUsd)
            .permissionMode(permissionMode)
            .cwd(Directories.on(target, directory));
    if (retries != null) {
      builder.retries(retries);
    }
    return builder.build();
  }

  private TaskTimeout parsedTimeout() {
    if (timeout.equals("auto")) {
      return TaskTimeout.AUTO;
    }
    try {
      return TaskTimeout.of(
          Duration.ofMillis(new BigDecimal(timeout).movePointRight(3).longValueExact()));
    } catch (ArithmeticException | IllegalArgumentException wrong) {
      throw new IllegalArgumentException("--timeout: must be seconds, or auto", wrong);
    }
  }

  private int run(AgentSession session, AgentTask task, Interruption interruption) {
    PrintWriter err = spec.commandLine().getErr();
    try (TaskDisplay display = new TaskDisplay(err, servers.tellsTerminal(), 0)) {
      AgentRun run = session.runner().run(task, display.onTask(task.name(), 0, false));
      interruption.onSignal(run::cancel);
      AgentResult result = run.result().join();
      display.clear();
      tell(result, err);
      return TaskExitCode.of(result);
    }
  }

  private void tell(AgentResult result, PrintWriter err) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.MAPPER.writeValueAsString(result));
    } else {
      String text = result.result() == null ? result.partialText() : result.result();
      if (text != null) {
        out.print(text.endsWith("\n") ? text : text + "\n");
      }
    }
    out.flush();
    if (result.failure() != null) {
      err.println(
          "cc-executor: "
              + result.failure().type().wireName()
              + ": "
              + result.failure().message()
              + "\n  "
              + result.failure().advice());
      err.flush();
    }
  }
}
