package dev.ccexecutor.server.cli.client;

import java.util.List;

/**
 * What the command line of a client's command says, unchecked.
 *
 * @param options that were given
 * @param words behind them
 */
public record Request(GivenOptions options, List<String> words) {
  public Request {
    words = List.copyOf(words);
  }

  boolean wantsJson() {
    return options.has(ClientOption.JSON);
  }
}
