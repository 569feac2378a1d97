package dev.ccexecutor.server.execution.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.spool.ScriptedSpool;
import java.util.List;
import java.util.Random;

/** What must hold for a log at any time, or at the end, whatever happened to it. */
final class ModelChecks {
  private static final long READ_BYTES = 64 * 1024;
  private static final long UNWRITTEN_BYTES = 1024 * 1024;

  private final OutputLog log;
  private final ManualReaderLoop loop;
  private final ScriptedSpool spool;
  private final ModelSettings settings;
  private final List<ModelPipe> pipes;
  private final List<ModelReader> readers;
  private final StreamPositions from = new StreamPositions();

  /** How far any owner had come. */
  private final StreamPositions taken = new StreamPositions();

  /** The largest lag of any owner: what one has left behind may be there for the next. */
  private long mostOwnedBytes;

  private boolean mayHaveHoles;
  private boolean given;

  ModelChecks(
      OutputLog log,
      ManualReaderLoop loop,
      ScriptedSpool spool,
      ModelSettings settings,
      List<ModelPipe> pipes,
      List<ModelReader> readers) {
    this.log = log;
    this.loop = loop;
    this.spool = spool;
    this.settings = settings;
    this.pipes = pipes;
    this.readers = readers;
    this.mayHaveHoles = settings.drops();
  }

  /** From here on what is kept may have holes, which those who come get told of. */
  void mayHaveHoles() {
    mayHaveHoles = true;
  }

  void owns(ModelReader owner) {
    mostOwnedBytes = Math.max(mostOwnedBytes, owner.mostHeldBytes());
  }

  void left(ModelReader reader) {
    checkGaps(reader);
  }

  private void checkGaps(ModelReader reader) {
    if (!mayHaveHoles && reader.terms().blocks()) {
      assertThat(reader.gapBytes()).as("missing for one that is waited for").isZero();
    }
  }

  void isKept(StreamType stream, long offset) {
    if (!mayHaveHoles || offset == log.rangeOf(stream).from()) {
      assertThat(log.firstAvailable(stream, offset)).as("kept of %s", stream).isEqualTo(offset);
    }
  }

  /** Somebody must lag behind by all that may be, or the disk. */
  void mayPark() {
    boolean reader =
        readers.stream()
            .anyMatch(
                one ->
                    one.terms().blocks()
                        && printed() - one.feed().released() >= one.terms().heldBytes());
    boolean formerOwner =
        printed() - log.releasedByOwner(StreamType.STDOUT) - log.releasedByOwner(StreamType.STDERR)
            >= 4096;
    boolean disk = spool != null && printed() >= UNWRITTEN_BYTES;
    assertThat(reader || formerOwner || disk).as("must park").isTrue();
  }

  private long printed() {
    return pipes.stream().mapToLong(ModelPipe::position).sum();
  }

  void check(Random random) {
    for (ModelPipe pipe : pipes) {
      StreamType one = pipe.stream();
      taken.set(one, Math.max(taken.get(one), log.releasedByOwner(one)));
      checkRange(pipe);
      if (!mayHaveHoles) {
        long first = log.rangeOf(pipe.stream()).from();
        isKept(pipe.stream(), first + random.nextLong(pipe.position() - first + 1));
      }
    }
    readers.forEach(this::checkGaps);
    if (!given) {
      pipes.forEach(this::checkNewest);
      checkReplay();
    }
    checkMemory();
    if (spool != null) {
      assertThat(spool.faults()).as("faults").isEmpty();
    }
  }

  private void checkRange(ModelPipe pipe) {
    StreamType stream = pipe.stream();
    long oldest = log.rangeOf(stream).from();
    assertThat(log.rangeOf(stream).to()).as("end of %s", stream).isEqualTo(pipe.position());
    assertThat(oldest).as("oldest of %s", stream).isGreaterThanOrEqualTo(from.get(stream));
    assertThat(log.firstAvailable(stream, 0)).as("oldest of %s", stream).isEqualTo(oldest);
    assertThat(log.firstAvailable(stream, oldest)).as("oldest of %s", stream).isEqualTo(oldest);
    from.set(stream, oldest);
  }

  private void checkMemory() {
    // They need not lag behind by the same bytes. An owner that was skipped, or has left for good,
    // may hold the oldest while an observer waits for the newest; or each holds one stream.
    long keptBound = mostOwnedBytes + observedBytes() + settings.replayBytes();
    // A piece under way, and of each stream: a block that is partly taken care of, one that is
    // partly under way, and the newest.
    keptBound += 8 * READ_BYTES;
    keptBound += spool == null ? 0 : UNWRITTEN_BYTES + 2 * READ_BYTES;
    assertThat(log.keptBytes()).as("kept in memory").isLessThanOrEqualTo(keptBound);
    long queued =
        readers.stream()
            .filter(reader -> !reader.isClosed())
            .mapToLong(reader -> reader.terms().heldBytes() + 2 * READ_BYTES)
            .sum();
    assertThat(loop.usedBytes())
        .as("memory in use")
        .isLessThanOrEqualTo(3 * keptBound + 2 * queued + 4 * READ_BYTES);
  }

  /** How far all those may lag behind together whom the log waits for beside the owner. */
  private long observedBytes() {
    return readers.stream()
        .filter(ModelReader::isWaitedForBesideOwner)
        .mapToLong(ModelReader::mostHeldBytes)
        .sum();
  }

  /** Nobody is waited for any more, and nothing kept for anybody. */
  void given() {
    given = true;
  }

  /** Of what must be dropped, it is not the newest. */
  private void checkNewest(ModelPipe pipe) {
    long newest = pipe.position() - 1;
    if (newest >= taken.get(pipe.stream())) {
      assertThat(log.firstAvailable(pipe.stream(), newest)).as("newest").isEqualTo(newest);
    }
  }

  private void checkReplay() {
    long kept = 0;
    for (StreamType stream : StreamType.OUTPUTS) {
      kept += Math.max(0, taken.get(stream) - log.rangeOf(stream).from());
    }
    if (!mayHaveHoles) {
      assertThat(kept)
          .as("kept of what was taken care of")
          .isGreaterThanOrEqualTo(Math.min(taken.total(), settings.replayBytes()));
    }
  }

  /** All has come through to everybody. */
  void allGotAll() {
    for (ModelReader reader : readers) {
      if (!reader.isClosed()) {
        assertThat(reader.isComplete()).as("complete").isTrue();
        if (reader.terms().wantsBytes()) {
          pipes.forEach(
              pipe -> assertThat(reader.received(pipe.stream()).to()).isEqualTo(pipe.position()));
        }
        checkGaps(reader);
      }
    }
  }

  void nothingIsLeft() {
    assertThat(log.keptBytes()).as("kept").isZero();
    assertThat(loop.usedBytes()).as("memory in use").isZero();
    if (spool != null) {
      assertThat(spool.faults()).as("faults").isEmpty();
      boolean all = settings.spool() == SpoolMode.ALL;
      assertThat(spool.closings() > 0).as("closed").isEqualTo(all);
      assertThat(spool.deletions() > 0).as("deleted").isEqualTo(!all);
      assertThat(spool.hasAllSlicesBack()).as("slices").isTrue();
    }
  }
}
