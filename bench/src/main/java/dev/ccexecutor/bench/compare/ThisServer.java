package dev.ccexecutor.bench.compare;

import dev.ccexecutor.bench.Endpoint;
import dev.ccexecutor.bench.ServerUnderTest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** CC-Executor's own server, from its jar. */
final class ThisServer implements Contender {
  static final String NAME = "this server";

  private static final String MANY_SESSIONS = "100000";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> missing() {
    return Optional.empty();
  }

  @Override
  public boolean needsWarmUp() {
    return true;
  }

  @Override
  public RunningContender start(List<String> argv) throws IOException {
    ServerUnderTest server = ServerUnderTest.start("--max-sessions", MANY_SESSIONS);
    return new MessageServer(
        server.pid(), Endpoint.ofThisServer(server.address()), new JsonRpcDialect(), server::stop);
  }
}
