package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.audit.AuditEntry;
import dev.ccexecutor.server.audit.AuditLog;
import dev.ccexecutor.server.config.AccessConfig;
import dev.ccexecutor.server.config.ConfigurationException;
import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.security.FailedAttempts;
import dev.ccexecutor.server.security.HostRule;
import dev.ccexecutor.server.security.RefusalKind;
import dev.ccexecutor.server.security.Refusals;
import dev.ccexecutor.server.security.TokenStore;
import dev.ccexecutor.server.security.UnusableCredentialsException;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By what this server lets clients in, and the thread that keeps it up to date: it looks after
 * files, and tells of refusals that have gathered.
 */
public final class ClientAccess {
  private static final Logger log = LoggerFactory.getLogger(ClientAccess.class);
  private static final long LOOK_MILLIS = 1_000;
  private static final long STOP_SECONDS = 5;

  private final InetAddress address;
  private final HostRule hosts;
  private final TokenStore tokens;
  private final Optional<TlsServer> tls;
  private final FailedAttempts attempts = new FailedAttempts(System::nanoTime);
  private final Refusals refusals;
  private final ScheduledThreadPoolExecutor watch =
      new ScheduledThreadPoolExecutor(1, new DefaultThreadFactory("access-watch", true));

  private ClientAccess(
      InetAddress address,
      HostRule hosts,
      TokenStore tokens,
      Optional<TlsServer> tls,
      AuditLog audit) {
    this.address = address;
    this.hosts = hosts;
    this.tokens = tokens;
    this.tls = tls;
    this.refusals = new Refusals(System::nanoTime, line -> tell(line, audit));
  }

  /**
   * Reads tokens, keys and certificates, and resolves the host to listen on. Blocks.
   *
   * @param audit is told of whom is not let in
   * @throws UnknownHostException if there is no such host
   * @throws ConfigurationException with every problem found; above all if clients on other machines
   *     could connect and would need no token
   */
  public static ClientAccess open(ServerConfig config, AuditLog audit) throws UnknownHostException {
    // Once and for all: a second answer might be another address than the one that was judged.
    InetAddress address = InetAddress.getByName(config.host());
    AccessConfig access = config.access();
    List<String> problems = new ArrayList<>();
    TokenStore tokens = null;
    Optional<TlsServer> tls = Optional.empty();
    try {
      tokens = TokenStore.open(sources(access));
      if (!address.isLoopbackAddress() && !tokens.areRequired()) {
        problems.add(tokenMissing(config.host()));
      }
    } catch (UnusableCredentialsException unusable) {
      problems.addAll(unusable.problems());
    }
    try {
      if (access.tls().isPresent()) {
        tls = Optional.of(TlsServer.open(access.tls().get(), config.handshakeTimeoutMillis()));
      }
    } catch (UnusableCredentialsException unusable) {
      problems.addAll(unusable.problems());
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    if (!address.isLoopbackAddress() && tls.isEmpty()) {
      log.warn("without tls-cert, tokens and commands cross the network for others to read");
    }
    HostRule hosts = new HostRule(address, config.host(), access.allowedHosts());
    return new ClientAccess(address, hosts, tokens, tls, audit);
  }

  private static TokenStore.Sources sources(AccessConfig access) {
    return new TokenStore.Sources(
        access.tokenFile(),
        access.token().reveal(),
        access.tokens().reveal(),
        "environment: " + AccessConfig.TOKEN_VARIABLE,
        "environment: " + AccessConfig.TOKENS_VARIABLE);
  }

  private static String tokenMissing(String host) {
    return "host "
        + host
        + " can be reached from other machines, so clients need a token: give --token-file FILE"
        + " (lines name:token, made with: openssl rand -hex 32), or set "
        + AccessConfig.TOKEN_VARIABLE
        + "; or listen on 127.0.0.1";
  }

  /**
   * Called for each line about refusals. The audit log gets no more than the log: nobody who is not
   * let in is to push out of it what others have done.
   */
  private static void tell(Refusals.Line line, AuditLog audit) {
    Refusals.Refusal last = line.last();
    log.atInfo()
        .addKeyValue(LogKeys.PEER, last.peer())
        .addKeyValue("status", last.status())
        .addKeyValue(LogKeys.REASON, last.reason())
        .addKeyValue("count", line.count())
        .addKeyValue("many_networks", line.manyNetworks())
        .log("connection refused");
    audit.write(
        AuditEntry.of("connection_refused")
            .with("peer", last.peer())
            .with("status", last.status())
            .with("reason", last.reason())
            .with("count", line.count())
            .with("many_networks", line.manyNetworks())
            .build());
  }

  /**
   * Begins to look after the files.
   *
   * @param onOtherTokens called on that thread when other tokens are in force
   */
  void watch(Runnable onOtherTokens) {
    watch.scheduleWithFixedDelay(
        () -> look(onOtherTokens), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look(Runnable onOtherTokens) {
    try {
      refusals.flush();
      if (tokens.refresh()) {
        onOtherTokens.run();
      }
      tls.ifPresent(TlsServer::refresh);
    } catch (RuntimeException e) {
      // Thrown on, it would be the last look.
      log.atError().setCause(e).log("looking after tokens and certificates failed");
    }
  }

  /** The address to listen on. */
  public InetAddress address() {
    return address;
  }

  HostRule hosts() {
    return hosts;
  }

  TokenStore tokens() {
    return tokens;
  }

  FailedAttempts attempts() {
    return attempts;
  }

  Refusals refusals() {
    return refusals;
  }

  /** How many connections and requests were refused, for a reason of this kind. Any thread. */
  public long refused(RefusalKind kind) {
    return refusals.total(kind);
  }

  /** If connections are to be encrypted. */
  Optional<TlsServer> tls() {
    return tls;
  }

  /** Once nobody connects any more. */
  public void close() throws InterruptedException {
    watch.shutdownNow();
    watch.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    refusals.flushAll();
    if (tls.isPresent()) {
      tls.get().close();
    }
  }
}
