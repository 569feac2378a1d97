package dev.ccexecutor.server.execution;

import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.posix.PosixException;
import dev.ccexecutor.server.posix.SpawnedProcess;
import dev.ccexecutor.server.posix.Spawner;
import java.util.function.Consumer;

/** Brings the spawner's answer to the execution's reader loop. */
record SpawnHandOver(
    ReaderLoop loop, Consumer<SpawnedProcess> onSpawned, Consumer<PosixException> onFailed)
    implements Spawner.Receiver {
  @Override
  public void spawned(SpawnedProcess process) {
    loop.execute(() -> onSpawned.accept(process));
  }

  @Override
  public void failed(PosixException failure) {
    loop.execute(() -> onFailed.accept(failure));
  }
}
