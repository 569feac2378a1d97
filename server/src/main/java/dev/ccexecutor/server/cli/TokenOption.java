package dev.ccexecutor.server.cli;

import dev.ccexecutor.server.config.AccessConfig;

/** An option that does not exist, and that people will try. */
final class TokenOption {
  static final String NAME = "--token";

  static final String REFUSAL =
      "there is no --token: everybody on this machine can read command lines. Put it into a file"
          + " for --token-file, or into the variable "
          + AccessConfig.TOKEN_VARIABLE;

  private TokenOption() {}
}
