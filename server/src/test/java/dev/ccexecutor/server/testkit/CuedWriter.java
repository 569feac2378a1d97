package dev.ccexecutor.server.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A command that writes to its standard output just what it is told, when it is told: each piece is
 * one write(2), and is read by the server before the next one follows.
 */
public final class CuedWriter implements AutoCloseable {
  private final RemoteCommand command;
  private final OutputStream cues;
  private long written;

  private CuedWriter(RemoteCommand command, OutputStream cues) {
    this.command = command;
    this.cues = cues;
  }

  /** Starts it; the directory gets a fifo. */
  public static CuedWriter start(TestClient client, Path directory) throws IOException {
    Path fifo = directory.resolve("cues");
    client.run(Map.of("argv", List.of("mkfifo", fifo.toString())));
    RemoteCommand command =
        client.execute("while IFS= read -r piece; do printf \"$piece\"; done < '" + fifo + "'");
    return new CuedWriter(command, Files.newOutputStream(fifo));
  }

  public RemoteCommand command() {
    return command;
  }

  /** Makes it write these bytes, and waits until the server has read them. */
  public void write(byte... piece) throws IOException {
    StringBuilder line = new StringBuilder();
    for (byte b : piece) {
      line.append("\\%03o".formatted(b & 0xff));
    }
    cues.write(line.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
    cues.flush();
    written += piece.length;
    Deadline.await(written + " bytes to be read")
        .until(() -> command.status().get("stdout").get("to").asLong() == written);
  }

  /** Ends it, and waits until it has completed. */
  @Override
  public void close() throws IOException {
    cues.close();
    command.awaitCompleted();
  }
}
