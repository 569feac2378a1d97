package dev.ccexecutor.server.cli;

import java.util.List;

/**
 * What the command line of {@code run} says, unchecked.
 *
 * @param url of the server, or null
 * @param credentials with what was given of them
 * @param workingDirectory or null
 * @param timeout with its unit, or null
 * @param words of the command; at least one
 */
record RunRequest(
    String url,
    ClientCredentials credentials,
    String workingDirectory,
    String timeout,
    List<String> words) {
  RunRequest {
    words = List.copyOf(words);
  }
}
