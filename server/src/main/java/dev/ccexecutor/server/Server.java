package dev.ccexecutor.server;

import dev.ccexecutor.server.cli.RunningServer;
import dev.ccexecutor.server.config.ConfigurationException;
import dev.ccexecutor.server.config.ProductVersion;
import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.execution.ExecutionRegistry;
import dev.ccexecutor.server.execution.MemoryBudget;
import dev.ccexecutor.server.execution.PastOutput;
import dev.ccexecutor.server.execution.journal.CrashRecovery;
import dev.ccexecutor.server.execution.journal.Journal;
import dev.ccexecutor.server.execution.journal.Recovered;
import dev.ccexecutor.server.execution.journal.RetentionBounds;
import dev.ccexecutor.server.execution.loop.ReaderLoops;
import dev.ccexecutor.server.execution.spool.RecoveredSpool;
import dev.ccexecutor.server.execution.spool.Spools;
import dev.ccexecutor.server.execution.tree.TreeSweeper;
import dev.ccexecutor.server.mcp.engine.McpEngine;
import dev.ccexecutor.server.mcp.feature.Catalog;
import dev.ccexecutor.server.mcp.feature.ExecutorConnections;
import dev.ccexecutor.server.method.Dispatcher;
import dev.ccexecutor.server.method.MethodTable;
import dev.ccexecutor.server.method.ServerDescription;
import dev.ccexecutor.server.metrics.MetricSources;
import dev.ccexecutor.server.metrics.Scrapes;
import dev.ccexecutor.server.posix.ServerProcess;
import dev.ccexecutor.server.posix.Spawner;
import dev.ccexecutor.server.security.Principal;
import dev.ccexecutor.server.session.Sessions;
import dev.ccexecutor.server.transport.Listener;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole server: its parts are made here, joined here, and ended here in the reverse order. */
public final class Server implements RunningServer {
  private static final Logger log = LoggerFactory.getLogger(Server.class);

  private final ServerConfig config;
  private final Safeguards safeguards;
  private final MemoryBudget budget;
  private final ReaderLoops readerLoops;
  private final ChildIdentity identity;
  private final ProcessContainment containment;
  private final Spawner spawner;
  private final TreeSweeper sweeper;
  private final Journal journal;
  private final Spools spools;
  private final ServerHooks hooks;
  private final ExecutionRegistry registry;
  private final Scrapes scrapes = new Scrapes();
  private final Sessions sessions;
  private final Optional<McpEngine> mcp;
  private final Listener listener;
  private final Shutdown shutdown;
  private final CountDownLatch stopped = new CountDownLatch(1);

  private Server(ServerConfig config, Safeguards safeguards, Catalog catalog) throws Exception {
    this.config = config;
    this.safeguards = safeguards;
    identity = ChildIdentity.choose(config);
    RetentionBounds retention =
        new RetentionBounds(Duration.ofMillis(config.retentionMillis()), config.maxRetainedBytes());
    Recovered recovered = new CrashRecovery(config.dataDirectory(), retention).run();
    readerLoops = new ReaderLoops(config.readerLoops(), ByteBufAllocator.DEFAULT);
    containment = ProcessContainment.choose(config.containment());
    spawner = newSpawner();
    sweeper = new TreeSweeper(containment.orphans(), containment.containment());
    journal =
        Journal.open(
            config.dataDirectory(),
            new Journal.Owner(ProductVersion.current(), containment.cgroups()),
            retention,
            recovered,
            spawner::execute);
    spools = Spools.start(config.dataDirectory(), config.spoolLimits());
    hooks = ServerHooks.start(config, identity, spawner, readerLoops.next(), sweeper, journal);
    budget = ServerMemory.budgetOf(config);
    registry =
        new ExecutionRegistry(
            new ExecutionRegistry.Bounds(
                config.maxExecutions(),
                budget.totalBytes(),
                config.maxStdinBytes(),
                TimeUnit.MILLISECONDS.toNanos(config.retentionMillis()),
                TimeUnit.MILLISECONDS.toNanos(config.spoolLimits().retentionMillis()),
                config.maxRetainedBytes()),
            readerLoops,
            spawner,
            sweeper,
            journal,
            spools,
            safeguards.audit());
    List<RecoveredSpool> leftOnDisk =
        spools.recover(id -> recovered.isGone(config.dataDirectory(), id));
    registry.adopt(PastOutput.join(recovered.executions(), leftOnDisk));
    registry.auditLost(recovered.lost());
    sessions = new Sessions(registry, config.maxSessions(), config.inputLimits().requestBytes());
    shutdown = new Shutdown(registry, sessions, hooks, config.drainTimeoutMillis());
    mcp = ServerMcp.engine(config, catalog);
    listener = listen(sessions);
    spawner.warmUp();
  }

  private Spawner newSpawner() throws IOException, InterruptedException {
    try {
      return identity.spawner(this::gatePath);
    } catch (IOException | InterruptedException | RuntimeException e) {
      containment.close();
      throw e;
    }
  }

  private Path gatePath() throws IOException {
    return journal.gate();
  }

  private Listener listen(Sessions sessions) throws Exception {
    ServerDescription description = ServerDescription.of(config, budget);
    try {
      Dispatcher dispatcher =
          new Dispatcher(
              MethodTable.of(
                  config,
                  identity.environment(),
                  budget,
                  description,
                  registry,
                  sessions,
                  spools,
                  safeguards.policies(),
                  hooks.runner(),
                  safeguards.audit()),
              safeguards.audit());
      Listener opened =
          Listener.open(
              config,
              safeguards.access(),
              description,
              sessions,
              dispatcher,
              shutdown::hasBegun,
              mcp,
              scrapes,
              safeguards.audit());
      scrapes.begin(metricsOf(sessions, dispatcher, opened));
      return opened;
    } catch (Exception e) {
      closeProcessSide();
      throw e;
    }
  }

  private MetricSources metricsOf(Sessions sessions, Dispatcher dispatcher, Listener opened) {
    return ServerMetrics.of(
        new ServerMetrics.Parts(
            safeguards,
            readerLoops,
            spools,
            hooks,
            registry,
            sessions,
            dispatcher.errors(),
            opened));
  }

  /**
   * A server that listens when this returns.
   *
   * @throws Exception if it can't; an {@link IOException} if the address can't be had, a {@link
   *     ConfigurationException} if the policies can't be used, or clients can't be let in
   */
  public static Server start(ServerConfig config) throws Exception {
    return start(config, ServerMcp.catalog());
  }

  /** The same, but this is what it offers to models. */
  public static Server start(ServerConfig config, Catalog catalog) throws Exception {
    ServerProcess.prepare();
    Safeguards safeguards = Safeguards.open(config);
    Server server = start(config, safeguards, catalog);
    log.atInfo()
        .addKeyValue("host", config.host())
        .addKeyValue("port", server.port())
        .log("listening");
    return server;
  }

  private static Server start(ServerConfig config, Safeguards safeguards, Catalog catalog)
      throws Exception {
    try {
      return new Server(config, safeguards, catalog);
    } catch (Exception e) {
      safeguards.close();
      throw e;
    }
  }

  @Override
  public boolean isEncrypted() {
    return config.access().tls().isPresent();
  }

  @Override
  public String host() {
    return config.host();
  }

  @Override
  public int port() {
    return listener.port();
  }

  /**
   * For programs that have the server in their own process: connections to it that need no network
   * and no token, and are clients' in all else.
   *
   * @param principal as whom they act, which its token's end ends too
   * @param peer what the log and the audit file call the other end
   */
  public ExecutorConnections connections(Principal principal, String peer) {
    return listener.connections(principal, peer);
  }

  @Override
  public void drainAndStop() {
    if (shutdown.begin()) {
      try {
        shutdown.drain();
        if (mcp.isPresent()) {
          mcp.get().finish();
        }
        listener.awaitAnswers();
        mcp.ifPresent(McpEngine::close);
        listener.close();
        scrapes.close();
        closeProcessSide();
        safeguards.close();
        log.atInfo().log("stopped");
      } catch (InterruptedException e) {
        log.atError().setCause(e).log("the shutdown was interrupted");
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        log.atError().setCause(e).log("the shutdown left something open");
      } finally {
        stopped.countDown();
      }
    } else {
      awaitStoppedUninterruptibly();
    }
  }

  private void closeProcessSide() throws InterruptedException, IOException {
    hooks.end();
    // The sweeper first: without the spawner's thread its children would hang where orphans do.
    sweeper.close();
    spawner.close();
    hooks.close();
    registry.close();
    spools.close();
    readerLoops.close();
    containment.close();
    journal.close();
  }

  @Override
  public void hurry() {
    shutdown.hurry();
  }

  /** A start is waited for by its client, so the thread that spawns counts as well. */
  @Override
  public CompletableFuture<Void> probe() {
    return CompletableFuture.allOf(
        listener.probe(),
        readerLoops.probe(),
        CompletableFuture.runAsync(() -> {}, spawner::execute));
  }

  @Override
  public String status() {
    return "%d sessions, %d executions".formatted(sessions.activeCount(), registry.liveCount());
  }

  @Override
  public void awaitStopped() throws InterruptedException {
    stopped.await();
  }

  private void awaitStoppedUninterruptibly() {
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
