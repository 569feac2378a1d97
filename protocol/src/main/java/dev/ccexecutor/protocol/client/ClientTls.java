package dev.ccexecutor.protocol.client;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.net.URI;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** TLS as a client speaks it: the server's certificate must be trusted, and be for its host. */
final class ClientTls {
  private static final String PROTOCOL_OF_HTTPS = "HTTPS";

  private ClientTls() {}

  static SslContext contextOf(ClientOptions options) throws SSLException {
    return options.tls().isPresent()
        ? options.tls().get()
        : SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .protocols("TLSv1.3", "TLSv1.2")
            .build();
  }

  static SslHandler newHandler(
      SslContext context, ByteBufAllocator allocator, URI uri, int timeoutMillis) {
    SslHandler handler =
        context.newHandler(allocator, CcExecutorClient.hostOf(uri), CcExecutorClient.portOf(uri));
    // Whatever the context says: a certificate that is for somebody else proves nothing.
    SSLParameters parameters = handler.engine().getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm(PROTOCOL_OF_HTTPS);
    handler.engine().setSSLParameters(parameters);
    handler.setHandshakeTimeoutMillis(timeoutMillis);
    return handler;
  }

  /** What people can do something with, if TLS has failed. */
  static Optional<String> failure(Throwable cause) {
    Throwable inner =
        cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
    if (!(inner instanceof SSLException)) {
      return Optional.empty();
    }
    for (Throwable each = inner; each != null; each = each.getCause()) {
      if (each instanceof CertificateException || each instanceof CertPathBuilderException) {
        return Optional.of("the server's certificate is not trusted: " + each.getMessage());
      }
    }
    String said = String.valueOf(inner.getMessage());
    return Optional.of(
        said.contains("certificate")
            ? "the server wants a certificate that it trusts: " + said
            : "TLS failed: " + said);
  }
}
