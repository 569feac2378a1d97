package dev.ccexecutor.stress;

/** Processes found by looking at all of them. */
class WalkRandomTreesStressTest extends RandomTreesContract {

  WalkRandomTreesStressTest() {
    super(false, ServerUnderTest.detectingLeaks(Footprint.FEW_LOOPS));
  }
}
