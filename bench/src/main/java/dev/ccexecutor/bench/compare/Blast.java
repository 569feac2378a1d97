package dev.ccexecutor.bench.compare;

import dev.ccexecutor.bench.Endpoint;
import dev.ccexecutor.bench.PreparedFrames;
import dev.ccexecutor.bench.ServerProcess;
import dev.ccexecutor.protocol.execution.OutputForm;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Sends frames that were made beforehand, and does nothing else: what the client can take at most.
 *
 * @param program nothing where it cannot be compiled
 */
record Blast(Optional<FloorProgram> program, OutputForm form) implements Contender {
  @Override
  public String name() {
    return "the client's ceiling, prepared frames, " + form.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Optional<String> missing() {
    return Floor.missing(program);
  }

  @Override
  public boolean isConnectionPerProcess() {
    return true;
  }

  @Override
  public RunningContender start(List<String> argv) throws IOException {
    FloorProgram floor = program.orElseThrow();
    Path frames = floor.file(form.name());
    try (FileChannel file =
        FileChannel.open(frames, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(PreparedFrames.of(form));
    }
    ServerProcess server = floor.serve("blast", frames.toString());
    try {
      return new ConnectionServer(
          server, Endpoint.ofThisServer(FloorProgram.address(server)), argv);
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }
}
