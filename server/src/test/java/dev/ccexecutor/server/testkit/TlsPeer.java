package dev.ccexecutor.server.testkit;

import dev.ccexecutor.server.security.CertificateFile;
import dev.ccexecutor.server.security.TlsIdentity;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** The client's side of TLS in tests. */
public final class TlsPeer {
  private TlsPeer() {}

  /** Trusts one issuer, and shows no certificate. */
  public static SslContext trusting(Path issuer) throws Exception {
    return builder(issuer).build();
  }

  /** Trusts one issuer, and shows a certificate. */
  public static SslContext trusting(Path issuer, Path certificate, Path key) throws Exception {
    TlsIdentity identity = TlsIdentity.read(certificate, key);
    return builder(issuer)
        .keyManager(identity.key(), identity.chain().toArray(X509Certificate[]::new))
        .build();
  }

  private static SslContextBuilder builder(Path issuer) throws Exception {
    return SslContextBuilder.forClient()
        .sslProvider(SslProvider.JDK)
        .trustManager(CertificateFile.read(issuer).toArray(X509Certificate[]::new));
  }

  /** A connection that has shaken hands. */
  public static SSLSocket open(int port, Path issuer) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("issuer", CertificateFile.read(issuer).getFirst());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    try {
      socket.setSoTimeout((int) Deadline.DEFAULT.toMillis());
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Whose certificate the server shows. */
  public static String subject(SSLSocket socket) throws IOException {
    X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return shown.getSubjectX500Principal().getName();
  }
}
