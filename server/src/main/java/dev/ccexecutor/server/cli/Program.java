package dev.ccexecutor.server.cli;

import dev.ccexecutor.server.cli.client.ClientCommand;
import dev.ccexecutor.server.cli.client.ExitCode;
import dev.ccexecutor.server.cli.client.Invocation;
import dev.ccexecutor.server.cli.client.Request;
import dev.ccexecutor.server.cli.client.StandardStreams;
import dev.ccexecutor.server.cli.client.WrongArgumentException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine;

/** The program: does what its arguments say. */
public final class Program {
  /** A server that could not start, or go on, for a reason that nobody foresaw. */
  private static final int SERVER_FAILED = 1;

  private final ServerStarter starter;
  private final Map<String, String> environment;
  private final StandardStreams streams;
  private final PrintWriter out;
  private final PrintWriter err;

  Program(
      ServerStarter starter,
      Map<String, String> environment,
      StandardStreams streams,
      PrintWriter out,
      PrintWriter err) {
    this.starter = starter;
    this.environment = environment;
    this.streams = streams;
    this.out = out;
    this.err = err;
  }

  /**
   * The program with this process's streams.
   *
   * @param starter starts the server for {@code serve}
   * @param environment of this process
   */
  public static Program ofThisProcess(ServerStarter starter, Map<String, String> environment) {
    return new Program(
        starter,
        environment,
        StandardStreams.ofThisProcess(),
        new PrintWriter(System.out, true, System.out.charset()),
        new PrintWriter(System.err, true, System.err.charset()));
  }

  /** Returns the exit code, when all is done. */
  public int execute(String... arguments) {
    OptionalInt exitCode = executePlain(arguments);
    return exitCode.isPresent() ? exitCode.getAsInt() : commandLine().execute(arguments);
  }

  /** Nothing, and nothing done, if it takes picocli to understand the arguments. */
  private OptionalInt executePlain(String... arguments) {
    if (arguments.length == 0) {
      return OptionalInt.empty();
    }
    List<String> words = Arrays.asList(arguments).subList(1, arguments.length);
    try {
      return switch (arguments[0]) {
        case "serve" -> serve(PlainArguments.ofServe(words));
        case "run" -> run(PlainArguments.ofRun(words));
        default -> OptionalInt.empty();
      };
    } catch (WrongArgumentException wrong) {
      return OptionalInt.empty(); // picocli comes to the same, and says it with the usage.
    } catch (InterruptedException | RuntimeException failure) {
      failure.printStackTrace(err);
      return OptionalInt.of(exitCodeOfFault(arguments[0]));
    }
  }

  /** Of a fault of this program's own in a command. */
  static int exitCodeOfFault(String command) {
    return switch (command) {
      case "serve", "rehearse" -> SERVER_FAILED;
      default -> ExitCode.CLIENT_FAILED;
    };
  }

  private OptionalInt serve(Optional<Map<String, String>> options) throws InterruptedException {
    return options.isPresent()
        ? OptionalInt.of(
            new ServerProgram(starter, environment, streams.tellsTerminal())
                .serve(options.get(), out, err))
        : OptionalInt.empty();
  }

  private OptionalInt run(Optional<Request> request) throws WrongArgumentException {
    if (request.isEmpty()) {
      return OptionalInt.empty();
    }
    Invocation invocation = new Invocation(request.get(), environment, streams, out, err);
    return OptionalInt.of(ClientCommand.RUN.run(invocation));
  }

  private CommandLine commandLine() {
    return CommandLines.create(starter, environment, streams).setOut(out).setErr(err);
  }
}
