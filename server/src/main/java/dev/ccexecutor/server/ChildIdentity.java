package dev.ccexecutor.server;

import dev.ccexecutor.server.config.ChildIsolation;
import dev.ccexecutor.server.config.ConfigurationException;
import dev.ccexecutor.server.config.IsolationSettings;
import dev.ccexecutor.server.config.RunAs;
import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.posix.ChildTerms;
import dev.ccexecutor.server.posix.FileLimit;
import dev.ccexecutor.server.posix.RunAsTrial;
import dev.ccexecutor.server.posix.ServerProcess;
import dev.ccexecutor.server.posix.Spawner;
import dev.ccexecutor.server.posix.Umask;
import dev.ccexecutor.server.posix.UserAccount;
import dev.ccexecutor.server.posix.UserDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom this server's commands run as, as the operator chose and the machine allows.
 *
 * @param user null for the server's own
 */
record ChildIdentity(ServerConfig config, UserAccount user) {
  private static final Logger log = LoggerFactory.getLogger(ChildIdentity.class);

  /**
   * Looks the user up, and gives this process the umask of its children.
   *
   * @throws ConfigurationException if there is no such user, or this server may not become it
   */
  static ChildIdentity choose(ServerConfig config) throws IOException {
    ChildIsolation isolation = config.childIsolation();
    Umask.set(isolation.umask().isPresent() ? isolation.umask().getAsInt() : Umask.inherited());
    if (isolation.runAs().isEmpty()) {
      return new ChildIdentity(config, null);
    }
    UserAccount user = find(isolation.runAs().get());
    log.atInfo()
        .addKeyValue("user", user.name())
        .addKeyValue("uid", user.uid())
        .addKeyValue("gid", user.gid())
        .addKeyValue("groups", user.groups())
        .log("commands run as another user");
    if (user.gid() == 0 || user.groups().contains(0)) {
      log.atWarn()
          .addKeyValue("user", user.name())
          .log("commands run in root's group: what that may read and write, they may");
    }
    return new ChildIdentity(config, user);
  }

  private static UserAccount find(RunAs wanted) {
    if (!ServerProcess.isRoot()) {
      throw refusal(wanted, "takes a server that is root, and this one is not");
    }
    UserAccount user;
    try {
      user = UserDatabase.find(wanted.user(), wanted.group());
    } catch (IOException e) {
      throw refusal(wanted, e.getMessage());
    }
    if (user.uid() == 0) {
      throw refusal(wanted, "is root, as the server itself");
    }
    return user;
  }

  private static ConfigurationException refusal(RunAs wanted, String reason) {
    return new ConfigurationException(
        List.of(IsolationSettings.RUN_AS.optionName() + " '" + wanted + "': " + reason));
  }

  /**
   * Starts what spawns them.
   *
   * @throws ConfigurationException if nothing can be started as that user
   */
  Spawner spawner(Spawner.GatePath gatePath) throws IOException, InterruptedException {
    FileLimit fileLimit = FileLimit.raiseOwn();
    ChildTerms terms = new ChildTerms(config.childIsolation().noNewPrivileges(), user);
    if (user == null) {
      return new Spawner(fileLimit, terms, gatePath);
    }
    try {
      Spawner spawner = new Spawner(fileLimit, terms, gatePath);
      RunAsTrial.run(spawner);
      return spawner;
    } catch (IOException e) {
      throw refusal(config.childIsolation().runAs().orElseThrow(), e.getMessage());
    }
  }

  /**
   * What spawns processes of the server's own user where commands are not that user's; else empty,
   * since the other one does.
   */
  Optional<Spawner> spawnerOfServersUser() throws IOException {
    if (user == null) {
      return Optional.empty();
    }
    ChildTerms terms = new ChildTerms(config.childIsolation().noNewPrivileges(), null);
    return Optional.of(new Spawner(FileLimit.raiseOwn(), terms, ChildIdentity::noGate));
  }

  private static Path noGate() throws IOException {
    throw new IOException("nothing is held back here");
  }

  /** What each of them has in its environment, before its client has a say. */
  Map<String, String> environment() {
    Map<String, String> environment =
        new TreeMap<>(config.inheritedEnvironment().selectFrom(System.getenv()));
    if (user != null) {
      environment.putAll(user.environment());
    }
    return environment;
  }
}
