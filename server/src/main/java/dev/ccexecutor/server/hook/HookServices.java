package dev.ccexecutor.server.hook;

import dev.ccexecutor.server.execution.journal.Journal;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.execution.tree.TreeSweeper;
import dev.ccexecutor.server.posix.Spawner;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * What hooks need of the server.
 *
 * @param loop on which they all live
 * @param spawner starts them, as the server's own user
 * @param journalThread runs tasks on the thread that writes the journal
 * @param environment what each has in its environment
 */
public record HookServices(
    ReaderLoop loop,
    Spawner spawner,
    Executor journalThread,
    TreeSweeper sweeper,
    Journal journal,
    Map<String, String> environment) {
  public HookServices {
    environment = Map.copyOf(environment);
  }
}
