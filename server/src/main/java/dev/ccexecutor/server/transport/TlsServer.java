package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.config.TlsFiles;
import dev.ccexecutor.server.security.CertificateFile;
import dev.ccexecutor.server.security.TlsIdentity;
import dev.ccexecutor.server.security.UnusableCredentialsException;
import dev.ccexecutor.server.security.WatchedFiles;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's side of TLS: certificate and key in force, which are read again when their files
 * change. Connections that are open keep what they began with. The arithmetic of handshakes, which
 * takes milliseconds, is done by threads of its own, so that no number of them jams the connections
 * of an event loop.
 */
final class TlsServer {
  private static final Logger log = LoggerFactory.getLogger(TlsServer.class);
  private static final int THREADS = 2;
  private static final int MAX_WAITING_TASKS = 1024;
  private static final long IDLE_SECONDS = 10;

  private final TlsFiles files;
  private final WatchedFiles watch;
  private final long handshakeTimeoutMillis;
  private final ThreadPoolExecutor handshakes;
  private volatile SslContext current;

  private TlsServer(TlsFiles files, long handshakeTimeoutMillis)
      throws UnusableCredentialsException {
    this.files = files;
    this.handshakeTimeoutMillis = handshakeTimeoutMillis;
    watch = new WatchedFiles(allOf(files));
    current = read();
    handshakes =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING_TASKS),
            new DefaultThreadFactory("tls-handshake", true));
    handshakes.allowCoreThreadTimeOut(true);
  }

  /**
   * Reads the files.
   *
   * @throws UnusableCredentialsException if they can't be used
   */
  static TlsServer open(TlsFiles files, long handshakeTimeoutMillis)
      throws UnusableCredentialsException {
    return new TlsServer(files, handshakeTimeoutMillis);
  }

  private static List<Path> allOf(TlsFiles files) {
    List<Path> all = new ArrayList<>(List.of(files.certificate(), files.key()));
    files.clientIssuers().ifPresent(all::add);
    return all;
  }

  /** For one new connection. */
  SslHandler newHandler(ByteBufAllocator allocator) {
    SslHandler handler = current.newHandler(allocator, handshakes);
    handler.setHandshakeTimeoutMillis(handshakeTimeoutMillis);
    return handler;
  }

  /** Reads the files again if one has changed; what can't be used changes nothing. Blocks. */
  void refresh() {
    if (!watch.haveChanged()) {
      return;
    }
    try {
      current = read();
      log.atInfo().addKeyValue("file", files.certificate()).log("the certificate was read again");
    } catch (UnusableCredentialsException unusable) {
      log.atError()
          .addKeyValue("problem", unusable.getMessage())
          .log("the TLS files have changed and can't be used; the former ones stay in force");
    }
  }

  private SslContext read() throws UnusableCredentialsException {
    try {
      TlsIdentity identity = TlsIdentity.read(files.certificate(), files.key());
      SslContextBuilder builder =
          SslContextBuilder.forServer(
                  identity.key(), identity.chain().toArray(X509Certificate[]::new))
              .sslProvider(SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2");
      if (files.clientIssuers().isPresent()) {
        List<X509Certificate> issuers = CertificateFile.read(files.clientIssuers().get());
        builder
            .trustManager(issuers.toArray(X509Certificate[]::new))
            .clientAuth(ClientAuth.REQUIRE);
      }
      return builder.build();
    } catch (UnusableCredentialsException unusable) {
      throw new UnusableCredentialsException("TLS: " + unusable.getMessage());
    } catch (SSLException | IllegalArgumentException unusable) {
      throw new UnusableCredentialsException(
          "TLS: " + files.certificate() + " can't be used: " + unusable.getMessage());
    }
  }

  /** Once nobody connects any more. */
  void close() throws InterruptedException {
    handshakes.shutdownNow();
    handshakes.awaitTermination(IDLE_SECONDS, TimeUnit.SECONDS);
  }
}
