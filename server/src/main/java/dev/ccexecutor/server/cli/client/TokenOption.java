package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.server.config.AccessConfig;

/** An option that does not exist, and that people will try. */
public final class TokenOption {
  public static final String NAME = "--token";

  public static final String REFUSAL =
      "there is no --token: everybody on this machine can read command lines. Put it into a file"
          + " for --token-file, or into the variable "
          + AccessConfig.TOKEN_VARIABLE;

  private TokenOption() {}
}
