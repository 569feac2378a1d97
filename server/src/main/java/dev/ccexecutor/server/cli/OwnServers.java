package dev.ccexecutor.server.cli;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.server.cli.client.ClientCredentials;
import dev.ccexecutor.server.cli.client.ClientOption;
import dev.ccexecutor.server.cli.client.GivenOptions;
import dev.ccexecutor.server.cli.client.ServerAddress;
import dev.ccexecutor.server.cli.client.WrongArgumentException;
import dev.ccexecutor.server.cli.task.AgentServers;
import dev.ccexecutor.server.cli.task.ConnectionOptions;
import dev.ccexecutor.server.cli.task.LocalServer;
import dev.ccexecutor.server.config.AccessConfig;
import dev.ccexecutor.server.config.ConfigurationException;
import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.config.Setting;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The servers that agent tasks run on, as this program finds and starts them. */
final class OwnServers implements AgentServers {
  private static final int TOKEN_BYTES = 32;

  /** What agents need of this process's environment to reach their API. */
  private static final String PASSED =
      "ANTHROPIC_*,CLAUDE_CONFIG_DIR,HTTP_PROXY,HTTPS_PROXY,NO_PROXY,NODE_EXTRA_CA_CERTS";

  private final ServerStarter starter;
  private final Map<String, String> environment;
  private final boolean tellsTerminal;

  OwnServers(ServerStarter starter, Map<String, String> environment, boolean tellsTerminal) {
    this.starter = starter;
    this.environment = environment;
    this.tellsTerminal = tellsTerminal;
  }

  @Override
  public boolean tellsTerminal() {
    return tellsTerminal;
  }

  @Override
  public Target target(ConnectionOptions given) {
    try {
      GivenOptions url =
          new GivenOptions(
              given.url() == null ? Map.of() : Map.of(ClientOption.URL, List.of(given.url())));
      URI uri = ServerAddress.of(url, environment);
      ClientOptions options =
          new ClientCredentials(
                  given.tokenFile(), given.issuers(), given.certificate(), given.key())
              .addTo(ClientOptions.defaults(), environment);
      return new Target(uri, options, ServerAddress.isThisMachine(uri));
    } catch (WrongArgumentException wrong) {
      throw new IllegalArgumentException(wrong.getMessage(), wrong);
    }
  }

  @Override
  public Path dataDirectory(Path given) {
    if (given != null) {
      return given.toAbsolutePath();
    }
    String variable = Setting.ENVIRONMENT_PREFIX + "DATA_DIR";
    Map<String, String> ofTheDirectory = new HashMap<>(withoutSettings());
    if (environment.containsKey(variable)) {
      ofTheDirectory.put(variable, environment.get(variable));
    }
    try {
      return ServerConfig.resolve(Map.of(), ofTheDirectory).dataDirectory();
    } catch (ConfigurationException wrong) {
      throw new IllegalArgumentException(String.join("; ", wrong.problems()), wrong);
    }
  }

  @Override
  public LocalServer startLocal(Path dataDirectory) throws Exception {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    String token = HexFormat.of().formatHex(random);
    Map<String, String> variables = new HashMap<>(withoutSettings());
    variables.put(AccessConfig.TOKEN_VARIABLE, token);
    ServerConfig config =
        ServerConfig.resolve(
            Map.of(
                "port", "0",
                "host", "127.0.0.1",
                "drain-timeout", "0",
                "pass-env", PASSED,
                "data-dir", dataDirectory.toString()),
            variables);
    RunningServer server = starter.start(config);
    URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/ws");
    return new Local(server, new Target(uri, ClientOptions.defaults().withToken(token), true));
  }

  /** What is meant for a server that is started otherwise means nothing here. */
  private Map<String, String> withoutSettings() {
    Map<String, String> others = new HashMap<>(environment);
    others
        .keySet()
        .removeIf(
            name -> name.startsWith(Setting.ENVIRONMENT_PREFIX) || name.startsWith("LISTEN_"));
    return others;
  }

  private record Local(RunningServer server, Target target) implements LocalServer {
    @Override
    public void close() {
      server.drainAndStop();
    }
  }
}
