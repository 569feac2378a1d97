package dev.ccexecutor.server.cli.task;

import picocli.CommandLine.Option;

/** With which a server is found, and let in to. */
public final class ConnectionOptions {
  @Option(
      names = "--url",
      paramLabel = "URL",
      description = {
        "The server to run it on.",
        "Default: ws://127.0.0.1:8003/ws. Variable: CC_EXECUTOR_URL."
      })
  private String url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = {
        "File with the token, or a line name:token, for this user's eyes only.",
        "Default: none. The variable CC_EXECUTOR_TOKEN may have the token itself."
      })
  private String tokenFile;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "PEM file of issuers to trust with wss://. Default: those that Java trusts.")
  private String issuers;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "PEM file of this client's certificate. Default: none.")
  private String certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "PEM file of its key (PKCS#8, not encrypted). Default: none.")
  private String key;

  @Option(
      names = "--local",
      description = "Runs it without a server: one of this process's own, which ends with it.")
  private boolean local;

  /** Null if it was not given, as all of these. */
  public String url() {
    return url;
  }

  public String tokenFile() {
    return tokenFile;
  }

  public String issuers() {
    return issuers;
  }

  public String certificate() {
    return certificate;
  }

  public String key() {
    return key;
  }

  boolean isLocal() {
    return local;
  }
}
