package dev.ccexecutor.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * By what clients are let in. The files are not read yet.
 *
 * @param token of the variable {@link #TOKEN_VARIABLE}; empty if it is not set
 * @param tokens of the variable {@link #TOKENS_VARIABLE}; empty if it is not set
 * @param allowedHosts in lower case, without ports, IPv6 addresses in brackets
 */
public record AccessConfig(
    Optional<Path> tokenFile,
    Secret token,
    Secret tokens,
    Set<String> allowedHosts,
    Optional<TlsFiles> tls) {
  /** One token, of the principal {@code default}. */
  public static final String TOKEN_VARIABLE = Setting.ENVIRONMENT_PREFIX + "TOKEN";

  /** {@code name:token}, separated by commas or line feeds. */
  public static final String TOKENS_VARIABLE = Setting.ENVIRONMENT_PREFIX + "TOKENS";

  /** Both, which nobody but the server may see. */
  static final Set<String> VARIABLES = Set.of(TOKEN_VARIABLE, TOKENS_VARIABLE);

  /** Makes the set immutable. */
  public AccessConfig {
    allowedHosts = Set.copyOf(allowedHosts);
  }

  /**
   * @param environment the server's, the only place beside a file where tokens may stand
   * @throws ConfigurationException if settings are missing that others need
   */
  static AccessConfig of(ResolvedSettings settings, Map<String, String> environment) {
    List<String> empty =
        VARIABLES.stream()
            .filter(name -> environment.getOrDefault(name, "unset").isBlank())
            .sorted()
            .map(name -> "environment: " + name + " is empty; unset it to go without")
            .toList();
    if (!empty.isEmpty()) {
      throw new ConfigurationException(empty);
    }
    return new AccessConfig(
        settings.valueOf(AccessSettings.TOKEN_FILE),
        new Secret(environment.getOrDefault(TOKEN_VARIABLE, "")),
        new Secret(environment.getOrDefault(TOKENS_VARIABLE, "")),
        settings.valueOf(AccessSettings.ALLOWED_HOSTS),
        tlsFiles(settings));
  }

  private static Optional<TlsFiles> tlsFiles(ResolvedSettings settings) {
    Optional<Path> certificate = settings.valueOf(AccessSettings.TLS_CERT);
    Optional<Path> key = settings.valueOf(AccessSettings.TLS_KEY);
    Optional<Path> clientIssuers = settings.valueOf(AccessSettings.TLS_CLIENT_CA);
    List<String> problems = new ArrayList<>();
    if (certificate.isPresent() != key.isPresent()) {
      problems.add("tls-cert and tls-key are needed both, or neither");
    }
    if (clientIssuers.isPresent() && certificate.isEmpty()) {
      problems.add("tls-client-ca needs tls-cert and tls-key");
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return certificate.map(file -> new TlsFiles(file, key.orElseThrow(), clientIssuers));
  }
}
