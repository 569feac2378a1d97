package dev.ccexecutor.bench.compare;

import dev.ccexecutor.bench.Endpoint;
import dev.ccexecutor.bench.ServerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * The floor in C.
 *
 * @param program nothing where it cannot be compiled
 * @param pipeBytes how large a child's pipe is made; 0 leaves it as the kernel makes it
 */
record Floor(Optional<FloorProgram> program, int pipeBytes) implements Contender {
  static final String NAME = "floor in C";

  @Override
  public String name() {
    return pipeBytes == 0 ? NAME : "%s, pipes of %,d KiB".formatted(NAME, pipeBytes / 1024);
  }

  @Override
  public Optional<String> missing() {
    return missing(program);
  }

  static Optional<String> missing(Optional<FloorProgram> program) {
    return program.isPresent()
        ? Optional.empty()
        : Optional.of("needs gcc and the C library's headers: apt-get install gcc libc6-dev");
  }

  @Override
  public Optional<String> version() throws IOException {
    return program.isPresent() ? Optional.of(program.get().compiler()) : Optional.empty();
  }

  @Override
  public RunningContender start(List<String> argv) throws IOException {
    ServerProcess server = program.orElseThrow().serve("serve", Integer.toString(pipeBytes));
    try {
      InetSocketAddress address = FloorProgram.address(server);
      return new MessageServer(
          server.pid(), Endpoint.ofPlainServer(address), new FloorDialect(), server::close);
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }
}
