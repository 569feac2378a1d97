package dev.ccexecutor.bench.compare;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Processes that are started and waited for in C, with no pipes and nobody told. It is no server,
 * but what servers are compared with.
 *
 * @param program nothing where it cannot be compiled
 */
record BareStarts(Optional<FloorProgram> program) implements Contender {
  static final String NAME = "bare posix_spawn and wait";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> missing() {
    return Floor.missing(program);
  }

  /** What each of so many took, in nanoseconds. */
  long[] measure(int count) throws IOException {
    return program
        .orElseThrow()
        .run("spawn", Integer.toString(count))
        .lines()
        .mapToLong(Long::parseLong)
        .toArray();
  }

  @Override
  public RunningContender start(List<String> argv) {
    throw new UnsupportedOperationException(NAME + " is no server");
  }
}
