package dev.ccexecutor.server.cli;

import dev.ccexecutor.server.cli.client.StandardStreams;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One run of the program inside the test's process, with everything it writes kept. */
final class ProgramRun {

  /** What a remote command wrote. */
  final ByteArrayOutputStream stdoutBytes = new ByteArrayOutputStream();

  final ByteArrayOutputStream stderrBytes = new ByteArrayOutputStream();

  /** What the program itself wrote. */
  private final StringWriter out = new StringWriter();

  private final StringWriter err = new StringWriter();
  private final Map<String, String> environment;
  private ServerStarter starter =
      config -> {
        throw new AssertionError("no server is wanted here");
      };

  ProgramRun(Map<String, String> environment) {
    this.environment = environment;
  }

  ProgramRun withServer(ServerStarter other) {
    starter = other;
    return this;
  }

  /** Runs the program, and gives its exit code. */
  int execute(String... arguments) {
    return execute(
        StandardStreams.ofOutputs(
            Channels.newChannel(stdoutBytes), Channels.newChannel(stderrBytes)),
        arguments);
  }

  int execute(StandardStreams streams, String... arguments) {
    PrintWriter outWriter = new PrintWriter(out, true);
    PrintWriter errWriter = new PrintWriter(err, true);
    return new Program(starter, environment, streams, outWriter, errWriter).execute(arguments);
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  String remoteStdout() {
    return stdoutBytes.toString(StandardCharsets.UTF_8);
  }
}
