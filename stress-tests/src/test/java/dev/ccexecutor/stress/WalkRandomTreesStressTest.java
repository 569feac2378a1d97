package dev.ccexecutor.stress;

import java.nio.file.Path;
import java.util.List;

/** Processes found by looking at all of them. */
class WalkRandomTreesStressTest extends RandomTreesContract {

  WalkRandomTreesStressTest() {
    super(
        false,
        ServerUnderTest.detectingLeaks(
            "--event-loops", "2", "--reader-loops", "2", "--containment", "walk"));
  }

  /** It has none. */
  @Override
  List<Path> containers() {
    return List.of();
  }
}
