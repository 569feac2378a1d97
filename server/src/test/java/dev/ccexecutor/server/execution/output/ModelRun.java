package dev.ccexecutor.server.execution.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.WhenFull;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One life of an {@link OutputLog}, in steps taken at random, checked after each. */
final class ModelRun implements AutoCloseable {
  static final ProcessCompleted END =
      new ProcessCompleted("model", null, 0, null, null, 1, 1, 0.0, null, null, true, true, null);

  /** Time enough for what is kept to be compacted. */
  private static final long QUIET_MILLIS = 1_000;

  private final Random random;
  private final ModelSettings settings;
  private final ManualReaderLoop loop = new ManualReaderLoop();
  private final OutputLog log;
  private final ModelDisk disk;
  private final List<ModelPipe> pipes = new ArrayList<>();
  private final List<ModelReader> readers = new ArrayList<>();
  private final ModelChecks checks;

  /** Who left, and the log does not know yet. */
  private final List<ModelReader> leaving = new ArrayList<>();

  private ModelReader owner;
  private boolean sealAsked;
  private boolean sealed;

  ModelRun(long seed, Path sliceable) {
    random = new Random(seed);
    settings = ModelSettings.random(random);
    OutputLog.Retention retention =
        new OutputLog.Retention(settings.replayBytes(), settings.ownerPolicy(), settings.spool());
    log = new OutputLog(loop.loop(), "e", retention, () -> pipes.forEach(pipe -> pipe.resume(16)));
    disk = new ModelDisk(settings, loop, log, sliceable);
    checks = new ModelChecks(log, loop, disk.spool(), settings, pipes, readers);
    for (StreamType stream : StreamType.OUTPUTS) {
      pipes.add(
          new ModelPipe(
              loop, stream, log, settings.length(random), this::parkIfFull, this::readBytes));
    }
    own(settings.ownerPolicy(), 0, 0);
    if (disk.spool() != null) {
      log.open(disk.spool());
    }
  }

  ModelSettings settings() {
    return settings;
  }

  private boolean parkIfFull() {
    boolean park = log.parkIfFull();
    if (park) {
      checks.mayPark();
    }
    return park;
  }

  private int readBytes() {
    int most = settings.mostReadBytes();
    return random.nextInt(3) == 0 ? most : 1 + random.nextInt(most);
  }

  void run() {
    int steps = 50 + random.nextInt(300);
    for (int i = 0; i < steps; i++) {
      step();
      checks.check(random);
    }
    finish();
  }

  private void step() {
    switch (random.nextInt(25)) {
      case 0, 1, 2, 3, 4 -> pipes.get(0).round(1 + random.nextInt(16));
      case 5, 6, 7, 8 -> pipes.get(1).round(1 + random.nextInt(16));
      case 9, 10, 11, 12 -> anyReader().drain(1 + random.nextInt(20));
      case 13, 14 -> anyReader().acknowledgeSome(random);
      case 15, 16 -> loop.run();
      case 17, 18 -> disk.workSome(random);
      case 19 -> disk.change(random, checks);
      case 20 -> takeSometimes();
      case 21 -> observeSometimes();
      case 22 -> leaveSometimes();
      case 23 -> loop.pass(QUIET_MILLIS);
      default -> tellOfOneWhoLeft();
    }
  }

  private ModelReader anyReader() {
    return readers.get(random.nextInt(readers.size()));
  }

  private void takeSometimes() {
    if (random.nextInt(3) == 0) {
      own(settings.ownerPolicy(), anyOffset(StreamType.STDOUT), anyOffset(StreamType.STDERR));
    }
  }

  private void observeSometimes() {
    if (random.nextInt(4) == 0 && readers.size() < 8) {
      WhenFull whenFull = random.nextInt(3) == 0 ? WhenFull.BLOCK : WhenFull.DROP_OLDEST;
      long stdout = anyOffset(StreamType.STDOUT);
      long stderr = anyOffset(StreamType.STDERR);
      add(new ModelReader(loop.loop(), log, terms(whenFull), false, stdout, stderr));
    }
  }

  private void leaveSometimes() {
    ModelReader reader = anyReader();
    if (random.nextInt(3) == 0 && !reader.isClosed()) {
      reader.closeQueue();
      leaving.add(reader);
    }
  }

  private void tellOfOneWhoLeft() {
    if (!leaving.isEmpty()) {
      leave(leaving.removeFirst());
    }
  }

  private void leave(ModelReader reader) {
    if (reader == owner) {
      owner = null;
    }
    log.close(reader.feed());
    checks.left(reader);
    reader.closeQueue(); // As it is when woken once more.
  }

  /** One that is kept, mostly. */
  private long anyOffset(StreamType stream) {
    long from = log.rangeOf(stream).from();
    long to = log.rangeOf(stream).to();
    long any = random.nextBoolean() ? from : from + random.nextLong(to - from + 1);
    checks.isKept(stream, any);
    return log.firstAvailable(stream, any);
  }

  private FeedTerms terms(WhenFull whenFull) {
    return settings.terms(random, whenFull);
  }

  private void own(WhenFull whenFull, long stdout, long stderr) {
    ModelReader former = owner;
    owner = new ModelReader(loop.loop(), log, terms(whenFull), true, stdout, stderr);
    checks.owns(owner);
    add(owner);
    if (former != null) {
      checks.left(former);
      former.closeQueue();
    }
  }

  private void add(ModelReader reader) {
    readers.add(reader);
    log.advance();
  }

  // The end.

  private void finish() {
    while (!leaving.isEmpty()) {
      tellOfOneWhoLeft();
    }
    boolean abandoned = owner == null && random.nextBoolean();
    if (abandoned) {
      checks.mayHaveHoles();
      checks.given();
      log.abandon();
    } else if (owner == null) {
      own(
          settings.ownerPolicy(),
          log.firstAvailable(StreamType.STDOUT, log.releasedByOwner(StreamType.STDOUT)),
          log.firstAvailable(StreamType.STDERR, log.releasedByOwner(StreamType.STDERR)));
    }
    disk.letBeRead();
    letAllComeThrough();
    assertThat(pipes).as("pipes that were read out").allMatch(ModelPipe::isEmpty);
    assertThat(sealed).as("sealed").isTrue();
    checks.allGotAll();
    readAgain(abandoned);
    forget();
  }

  /** All who can do anything do it, until nobody can. */
  private void letAllComeThrough() {
    boolean progress = true;
    int pauses = 0;
    while (progress) {
      loop.run();
      progress = stepAll();
      if (!progress && pauses < 3) {
        disk.passTime(); // The disk is tried again.
        pauses++;
        progress = true;
      }
      checks.check(random);
      end();
    }
  }

  private boolean stepAll() {
    boolean progress = false;
    for (ModelPipe pipe : pipes) {
      progress |= pipe.round(16);
    }
    progress |= disk.work();
    for (ModelReader reader : readers) {
      progress |= reader.drain(50);
      progress |= !settings.lazyClients() && reader.acknowledgeSome(random);
    }
    return progress || acknowledge();
  }

  private boolean acknowledge() {
    boolean progress = false;
    for (ModelReader reader : readers) {
      progress |= settings.lazyClients() ? reader.acknowledgeFullWindow() : reader.acknowledgeAll();
    }
    return progress;
  }

  private void end() {
    if (!sealAsked && pipes.stream().allMatch(ModelPipe::isEmpty)) {
      sealAsked = true;
      StreamType.OUTPUTS.forEach(log::end);
      log.flush();
      log.seal(
          END,
          transcript -> {
            sealed = true;
            log.complete(END);
          });
    }
  }

  /** Those who have all go, and others come, as long as anybody may. */
  private void readAgain(boolean abandoned) {
    for (ModelReader reader : readers) {
      leave(reader);
    }
    log.settle();
    checks.check(random);
    if (abandoned) {
      return;
    }
    own(settings.ownerPolicy(), anyOffset(StreamType.STDOUT), anyOffset(StreamType.STDERR));
    if (random.nextInt(3) == 0) {
      owner.drain(random.nextInt(10));
      checks.given();
      log.discard(); // It still has its due.
    }
    letAllComeThrough();
    checks.allGotAll();
  }

  private void forget() {
    for (ModelReader reader : readers) {
      leave(reader);
    }
    if (random.nextBoolean()) {
      log.discard();
    } else {
      log.close();
    }
    loop.run();
    while (disk.work()) {
      loop.run();
    }
    disk.passTime();
    checks.nothingIsLeft();
  }

  @Override
  public void close() {
    loop.close();
  }
}
