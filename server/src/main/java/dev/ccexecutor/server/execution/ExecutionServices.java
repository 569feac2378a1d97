package dev.ccexecutor.server.execution;

import dev.ccexecutor.server.audit.AuditLog;
import dev.ccexecutor.server.execution.journal.Journal;
import dev.ccexecutor.server.execution.spool.Spools;
import dev.ccexecutor.server.execution.tree.TreeSweeper;
import dev.ccexecutor.server.posix.Spawner;

/** What every execution needs of the server. */
interface ExecutionServices {
  Spawner spawner();

  TreeSweeper sweeper();

  /** What one execution holds of its input. */
  long maxStdinBytes();

  /** What all executions together may hold. */
  ExecutionCapacity capacity();

  Journal journal();

  /** Where it is written down who ran what. */
  AuditLog audit();

  Spools spools();

  /** Nothing was started: the id is free again. Called on the execution's reader loop. */
  void onSpawnFailed(Execution execution);

  /**
   * It has ended for good. Called on the execution's reader loop, before its end record is handed
   * over.
   */
  void onCompleted(Execution execution);

  /**
   * It has ended, and has no owner who may still take output: what it keeps is for those who attach
   * later. Called once, on the execution's reader loop.
   */
  void onSettled(Execution execution, long keptBytes);
}
