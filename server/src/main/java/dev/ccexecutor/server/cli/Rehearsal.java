package dev.ccexecutor.server.cli;

import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecuteParamsBuilder;
import dev.ccexecutor.protocol.execution.ListParams;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StatusParams;
import dev.ccexecutor.protocol.execution.StdinMode;
import dev.ccexecutor.protocol.execution.StdinWriteParams;
import dev.ccexecutor.protocol.execution.TerminalSize;
import dev.ccexecutor.server.cli.client.ServerAddress;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What clients mostly ask of a server, once through. */
final class Rehearsal {
  private static final int SHORT_COMMANDS = 100;
  private static final int FLOOD_BYTES = 8_000_000;
  private static final String FLOOD =
      "yes 'a line of output, about as long as they are' | head -c ";

  private final URI server;
  private final RehearsedClient client;

  Rehearsal(URI server) throws Exception {
    this.server = server;
    client = new RehearsedClient(server);
  }

  /**
   * Plays it.
   *
   * @param lastCommand is run at the end, with the server's address in its environment
   * @throws Exception if anything did not go as it should
   */
  void play(List<String> lastCommand) throws Exception {
    for (int i = 0; i < SHORT_COMMANDS; i++) {
      run(ExecuteParams.argv(List.of("true")));
    }
    for (OutputForm form : List.of(OutputForm.TEXT, OutputForm.BASE64, OutputForm.BINARY)) {
      run(ExecuteParams.command(FLOOD + FLOOD_BYTES).output(form));
    }
    run(ExecuteParams.command("ls -l /").pty(new TerminalSize(80, 24)));
    giveInput();
    control();
    // On a terminal, where a client does all that it does elsewhere, and more.
    run(
        ExecuteParams.argv(lastCommand)
            .env(Map.of(ServerAddress.URL_VARIABLE, server.toString()))
            .pty(new TerminalSize(80, 24)));
    client.close();
    scrape();
  }

  /** Spoken by hand: a client of HTTP would be learnt too, and no server needs one. */
  private void scrape() throws IOException {
    String request =
        "GET /metrics HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\nConnection: close\r\n\r\n";
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!answer.startsWith("HTTP/1.1 200 ")) {
        throw new IllegalStateException("a scrape of the rehearsal failed: " + answer);
      }
    }
  }

  private void run(ExecuteParamsBuilder command) throws Exception {
    expectSuccess(client.awaitEnd(client.start(command.build())));
  }

  private void giveInput() throws Exception {
    String id = client.start(ExecuteParams.argv(List.of("cat")).stdin(StdinMode.PIPE).build());
    client.request("stdin.write", new StdinWriteParams(id, "some input\n", null, null, true));
    expectSuccess(client.awaitEnd(id));
  }

  private void control() throws Exception {
    String id = client.start(ExecuteParams.argv(List.of("sleep", "600")).build());
    client.request("execution.status", new StatusParams(id, null));
    client.request("execution.list", new ListParams(null));
    for (ControlType type : List.of(ControlType.PAUSE, ControlType.RESUME, ControlType.CANCEL)) {
      client.request("control", new ControlParams(type, id, null, null));
    }
    client.awaitEnd(id);
  }

  private static void expectSuccess(ProcessCompleted end) {
    if (end.exitCode() == null || end.exitCode() != 0) {
      throw new IllegalStateException("a command of the rehearsal failed: " + end);
    }
  }
}
