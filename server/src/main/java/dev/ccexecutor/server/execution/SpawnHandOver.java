package dev.ccexecutor.server.execution;

import dev.ccexecutor.server.execution.journal.Journal;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.posix.PosixException;
import dev.ccexecutor.server.posix.SpawnedProcess;
import dev.ccexecutor.server.posix.Spawner;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.function.Consumer;

/** Has the journal note a spawn, and brings its outcome to the execution's reader loop. */
@RunsOn(ThreadRole.SPAWNER)
record SpawnHandOver(
    ExecutionSpec spec,
    Journal journal,
    ReaderLoop loop,
    Consumer<SpawnedProcess> onSpawned,
    Consumer<PosixException> onFailed)
    implements Spawner.Receiver {
  @Override
  public void starting() {
    journal.starting(spec.journaled());
  }

  @Override
  public void spawned(SpawnedProcess process) {
    try {
      journal.started(spec.executionId(), spec.marker(), process.leader().pid());
    } finally { // It runs, whatever becomes of the journal: nobody else would ever watch it.
      loop.execute(() -> onSpawned.accept(process));
    }
  }

  @Override
  public void failed(PosixException failure) {
    try {
      journal.release(spec.marker());
    } finally {
      loop.execute(() -> onFailed.accept(failure));
    }
  }
}
