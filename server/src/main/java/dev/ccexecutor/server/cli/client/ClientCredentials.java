package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.server.config.AccessConfig;
import dev.ccexecutor.server.security.CertificateFile;
import dev.ccexecutor.server.security.GuardedFile;
import dev.ccexecutor.server.security.TlsIdentity;
import dev.ccexecutor.server.security.UnusableCredentialsException;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * By what a client shows who it is, and knows its server.
 *
 * @param tokenFile one line, a token or {@code name:token}; null for none
 * @param issuers PEM file of those who may have issued the server's certificate; null for those
 *     that Java trusts
 * @param certificate PEM file of the client's; null for none
 * @param key PEM file of its key; null for none
 */
public record ClientCredentials(String tokenFile, String issuers, String certificate, String key) {
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]+");

  static ClientCredentials given(GivenOptions options) {
    return new ClientCredentials(
        options.text(ClientOption.TOKEN_FILE),
        options.text(ClientOption.CA),
        options.text(ClientOption.CERT),
        options.text(ClientOption.KEY));
  }

  /**
   * Options that bear all that.
   *
   * @throws WrongArgumentException if a file can't be used
   */
  public ClientOptions addTo(ClientOptions options, Map<String, String> environment)
      throws WrongArgumentException {
    String token = token(environment);
    ClientOptions withToken = token.isEmpty() ? options : options.withToken(token);
    if ((certificate == null) != (key == null)) {
      throw new WrongArgumentException("--cert and --key are needed both, or neither");
    }
    return issuers == null && certificate == null ? withToken : addTls(withToken);
  }

  private String token(Map<String, String> environment) throws WrongArgumentException {
    if (tokenFile == null) {
      String token = environment.getOrDefault(AccessConfig.TOKEN_VARIABLE, "").strip();
      return checked(token, "environment: " + AccessConfig.TOKEN_VARIABLE);
    }
    try {
      byte[] text = GuardedFile.read(Path.of(tokenFile), GuardedFile.Readers.OWNER);
      List<String> lines =
          new String(text, StandardCharsets.UTF_8)
              .lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty() && !line.startsWith("#"))
              .toList();
      Arrays.fill(text, (byte) 0);
      if (lines.size() != 1) {
        throw new WrongArgumentException("--token-file: " + tokenFile + " has not just one token");
      }
      String line = lines.getFirst();
      return checked(line.substring(line.indexOf(':') + 1), "--token-file: " + tokenFile);
    } catch (UnusableCredentialsException unusable) {
      throw new WrongArgumentException("--token-file: " + unusable.getMessage());
    }
  }

  private static String checked(String token, String place) throws WrongArgumentException {
    if (!token.isEmpty() && !TOKEN.matcher(token).matches()) {
      throw new WrongArgumentException(place + " has a token with characters that none has");
    }
    return token;
  }

  private ClientOptions addTls(ClientOptions options) throws WrongArgumentException {
    SslContextBuilder builder =
        SslContextBuilder.forClient().sslProvider(SslProvider.JDK).protocols("TLSv1.3", "TLSv1.2");
    try {
      if (issuers != null) {
        List<X509Certificate> trusted = CertificateFile.read(Path.of(issuers));
        builder.trustManager(trusted.toArray(X509Certificate[]::new));
      }
      if (certificate != null) {
        TlsIdentity identity = TlsIdentity.read(Path.of(certificate), Path.of(key));
        builder.keyManager(identity.key(), identity.chain().toArray(X509Certificate[]::new));
      }
      return options.withTls(builder.build());
    } catch (UnusableCredentialsException | SSLException unusable) {
      throw new WrongArgumentException("TLS: " + unusable.getMessage());
    }
  }
}
