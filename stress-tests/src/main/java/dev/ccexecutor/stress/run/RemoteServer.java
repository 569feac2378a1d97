package dev.ccexecutor.stress.run;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.stress.result.ServerFacts;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** A server that runs already, and that others may use. */
final class RemoteServer implements Target, AutoCloseable {
  private final URI uri;
  private final Credentials credentials;
  private final ExecutorClient probe;
  private final boolean here;
  private final ServerFacts facts;

  /**
   * How to be let in.
   *
   * @param options for clients
   * @param words for commands of the command line
   * @param variables for them
   */
  record Credentials(ClientOptions options, List<String> words, Map<String, String> variables) {}

  private RemoteServer(URI uri, Credentials credentials, ExecutorClient probe, boolean here) {
    this.uri = uri;
    this.credentials = credentials;
    this.probe = probe;
    this.here = here;
    this.facts = Probes.facts(probe, uri, false, OptionalLong.empty());
  }

  static RemoteServer connect(URI uri, Credentials credentials)
      throws InterruptedException, ExecutionException, TimeoutException {
    ExecutorClient probe = Waiting.answer(ExecutorClient.connect(uri, credentials.options()));
    return new RemoteServer(uri, credentials, probe, Probes.isHere(probe));
  }

  @Override
  public URI uri() {
    return uri;
  }

  @Override
  public ClientOptions options() {
    return credentials.options();
  }

  @Override
  public List<String> connectionWords() {
    return credentials.words();
  }

  @Override
  public Map<String, String> connectionVariables() {
    return credentials.variables();
  }

  @Override
  public boolean isOwn() {
    return false;
  }

  @Override
  public OptionalLong pid() {
    return OptionalLong.empty();
  }

  @Override
  public boolean isHere() {
    return here;
  }

  @Override
  public Optional<List<String>> newLogLines() {
    return Optional.empty();
  }

  @Override
  public ExecutorClient probe() {
    return probe;
  }

  @Override
  public ServerFacts facts() {
    return facts;
  }

  @Override
  public void close() {
    probe.close();
  }
}
