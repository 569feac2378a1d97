package dev.ccexecutor.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who may connect. */
public final class AccessSettings {
  public static final Setting<Optional<Path>> TOKEN_FILE =
      Setting.protecting(
          "token-file",
          "File of lines name:token, for this user's eyes only; read again when it changes. With"
              + " tokens every client needs one. They may stand in "
              + AccessConfig.TOKEN_VARIABLE
              + " or "
              + AccessConfig.TOKENS_VARIABLE
              + " too.",
          PathTypes.optionalFile(),
          DefaultValue.constant(""));

  public static final Setting<Set<String>> ALLOWED_HOSTS =
      Setting.open(
          "allowed-hosts",
          "Comma list of names by which clients may reach this server, beside localhost, its"
              + " addresses and the host above.",
          NetworkTypes.hosts(),
          DefaultValue.constant(""));

  public static final Setting<Optional<Path>> TLS_CERT =
      Setting.protecting(
          "tls-cert",
          "PEM file of this server's certificate and those that lead to its issuer; read again"
              + " when it changes, like the next two.",
          PathTypes.optionalFile(),
          DefaultValue.constant(""));

  public static final Setting<Optional<Path>> TLS_KEY =
      Setting.protecting(
          "tls-key",
          "PEM file of the key that goes with it (PKCS#8, not encrypted).",
          PathTypes.optionalFile(),
          DefaultValue.constant(""));

  public static final Setting<Optional<Path>> TLS_CLIENT_CA =
      Setting.protecting(
          "tls-client-ca",
          "PEM file of issuers; clients then need a certificate of one of them.",
          PathTypes.optionalFile(),
          DefaultValue.constant(""));

  private AccessSettings() {}

  static List<Setting<?>> all() {
    return List.of(TOKEN_FILE, ALLOWED_HOSTS, TLS_CERT, TLS_KEY, TLS_CLIENT_CA);
  }
}
