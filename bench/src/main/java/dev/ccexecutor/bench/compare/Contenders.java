package dev.ccexecutor.bench.compare;

import dev.ccexecutor.protocol.execution.OutputForm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who is compared with whom.
 *
 * @param program what is behind the floor, the ceiling and the bare starts; nothing without a
 *     compiler
 * @param others all but this server, the floor first
 */
record Contenders(Contender thisServer, Optional<FloorProgram> program, List<Contender> others)
    implements AutoCloseable {
  private static final int LARGE_PIPE_BYTES = 1024 * 1024;

  /**
   * All that can be had, and the names of those that can't.
   *
   * @param peers the folder for what comes from package registries
   */
  static Contenders ofAll(Path peers) throws IOException {
    return withFloorAnd(new Websocketd(), NodeWs.installed(peers));
  }

  /** This server, the floor, and these. */
  static Contenders withFloorAnd(Contender... more) throws IOException {
    Optional<FloorProgram> program = FloorProgram.compile();
    List<Contender> others = new ArrayList<>();
    others.add(new Floor(program, 0));
    others.addAll(List.of(more));
    return new Contenders(new ThisServer(), program, List.copyOf(others));
  }

  /** The others, and beside the floor another one whose pipes hold more. */
  List<Contender> withLargePipes() {
    List<Contender> all = new ArrayList<>(others);
    all.add(1, new Floor(program, LARGE_PIPE_BYTES));
    return all;
  }

  /** All, this server first. */
  List<Contender> all() {
    List<Contender> all = new ArrayList<>(others);
    all.addFirst(thisServer);
    return all;
  }

  Blast blast(OutputForm form) {
    return new Blast(program, form);
  }

  BareStarts bareStarts() {
    return new BareStarts(program);
  }

  @Override
  public void close() {
    program.ifPresent(FloorProgram::close);
  }
}
