package dev.ccexecutor.bench.compare;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The servers of one scenario, each started when it is first needed. For one thread. */
final class StartedServers implements AutoCloseable {
  private final Map<Key, RunningContender> servers = new LinkedHashMap<>();

  private record Key(String contender, List<String> argv) {}

  RunningContender of(Lane lane) throws IOException {
    List<String> argv =
        lane.contender().isConnectionPerProcess() ? lane.command().argv() : List.of();
    Key key = new Key(lane.contender().name(), argv);
    if (!servers.containsKey(key)) {
      servers.put(key, lane.contender().start(argv));
    }
    return servers.get(key);
  }

  /** Ends all of them, also if one of them makes trouble. */
  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (RunningContender server : servers.values()) {
      try {
        server.close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    servers.clear();
    if (failure != null) {
      throw failure;
    }
  }
}
