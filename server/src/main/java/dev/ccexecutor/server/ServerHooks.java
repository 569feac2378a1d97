package dev.ccexecutor.server;

import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.execution.journal.Journal;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.execution.tree.TreeSweeper;
import dev.ccexecutor.server.hook.HookRunner;
import dev.ccexecutor.server.hook.HookServices;
import dev.ccexecutor.server.posix.Spawner;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs the operator's programs around commands, if there are any.
 *
 * @param ownSpawner where commands are another user's, who must not come near what judges them
 */
record ServerHooks(Optional<HookRunner> runner, Optional<Spawner> ownSpawner) {
  private static final Logger log = LoggerFactory.getLogger(ServerHooks.class);

  /** Starts what there is to be. */
  static ServerHooks start(
      ServerConfig config,
      ChildIdentity identity,
      Spawner spawner,
      ReaderLoop loop,
      TreeSweeper sweeper,
      Journal journal)
      throws IOException {
    if (!config.hooks().isActive()) {
      return new ServerHooks(Optional.empty(), Optional.empty());
    }
    Optional<Spawner> own = identity.spawnerOfServersUser();
    HookServices services =
        new HookServices(
            loop,
            own.orElse(spawner),
            spawner::execute,
            sweeper,
            journal,
            config.inheritedEnvironment().selectFrom(System.getenv()));
    log.atInfo()
        .addKeyValue("pre_execute", config.hooks().hasPreExecute())
        .addKeyValue("post_execute", config.hooks().hasPostExecute())
        .log("hooks are run around commands");
    return new ServerHooks(Optional.of(new HookRunner(config.hooks(), services)), own);
  }

  /** The time that is left for each is short from now on. */
  void hurry() {
    runner.ifPresent(HookRunner::hurry);
  }

  /** Ends what still runs, as long as there is who can see that it ends. */
  void end() throws InterruptedException {
    if (runner.isPresent()) {
      runner.get().close();
    }
  }

  /** Once no process is looked at any more. */
  void close() throws IOException, InterruptedException {
    if (ownSpawner.isPresent()) {
      ownSpawner.get().close();
    }
  }
}
