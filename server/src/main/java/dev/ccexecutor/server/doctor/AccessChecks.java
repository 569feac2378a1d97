package dev.ccexecutor.server.doctor;

import dev.ccexecutor.server.audit.AuditLog;
import dev.ccexecutor.server.config.ConfigurationException;
import dev.ccexecutor.server.config.PolicyChoice;
import dev.ccexecutor.server.config.RunAs;
import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.doctor.Check.When;
import dev.ccexecutor.server.posix.ServerProcess;
import dev.ccexecutor.server.posix.UserAccount;
import dev.ccexecutor.server.posix.UserDatabase;
import dev.ccexecutor.server.security.policy.PolicyException;
import dev.ccexecutor.server.security.policy.PolicyFile;
import dev.ccexecutor.server.security.policy.PolicyTable;
import dev.ccexecutor.server.security.policy.ProgramSearchPath;
import dev.ccexecutor.server.transport.ClientAccess;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;

/** Where it listens, who gets in, and what may run as whom. */
final class AccessChecks {
  private static final String ACCESS = "access";
  private static final String PORT = "port";
  private static final String POLICIES = "policies";
  private static final String USER = "run-as";

  private AccessChecks() {}

  static List<Check> all() {
    return List.of(
        new Check(ACCESS, When.WITH_SETTINGS, "", AccessChecks::access),
        new Check(PORT, When.WITH_SETTINGS, "", AccessChecks::port),
        new Check(POLICIES, When.WITH_SETTINGS, "", AccessChecks::policies),
        new Check(USER, When.WITH_SETTINGS, "", AccessChecks::user));
  }

  /** Tokens, certificates and the address that they are for, read as a server reads them. */
  private static Finding access(Surroundings surroundings) throws InterruptedException {
    ServerConfig config = surroundings.config();
    try {
      ClientAccess access = ClientAccess.open(config, AuditLog.NONE);
      try {
        return found(config, access.address());
      } finally {
        access.close();
      }
    } catch (IOException e) {
      return Check.problem(
          ACCESS, "the host " + config.host() + " is not known", "give --host one of this machine");
    } catch (ConfigurationException e) {
      return Check.problem(
          ACCESS, String.join("; ", e.problems()), "mend what is named; a server would not start");
    }
  }

  private static Finding found(ServerConfig config, InetAddress address) {
    boolean encrypted = config.access().tls().isPresent();
    String where = address.getHostAddress() + (encrypted ? " with TLS" : " without TLS");
    return address.isLoopbackAddress() || encrypted
        ? Check.ok(ACCESS, where)
        : Check.warning(
            ACCESS,
            where + ": tokens and commands cross the network for others to read",
            "give --tls-cert and --tls-key, or put a proxy with TLS in front");
  }

  private static Finding port(Surroundings surroundings) throws IOException {
    ServerConfig config = surroundings.config();
    if (config.port() == 0) {
      return Check.ok(PORT, "any free one");
    }
    InetAddress address = InetAddress.getByName(config.host());
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, config.port()));
      return Check.ok(PORT, config.port() + " is free");
    } catch (BindException e) {
      return Check.problem(
          PORT,
          config.port() + " on " + config.host() + ": " + e.getMessage(),
          "end who listens there (ss -ltnp), or give --port or --host another");
    }
  }

  private static Finding policies(Surroundings surroundings) {
    PolicyChoice choice = surroundings.config().policies();
    ProgramSearchPath path = ProgramSearchPath.of(surroundings.environment().get("PATH"));
    try {
      if (choice.file().isPresent()) {
        return judged(PolicyFile.read(choice.file().get(), path), choice.file().get().toString());
      }
      return choice.allow().isEmpty()
          ? Check.ok(POLICIES, "whoever gets in may run everything")
          : judged(PolicyTable.allowing(choice.allow(), path), "a list of programs");
    } catch (PolicyException e) {
      return Check.problem(
          POLICIES,
          String.join("; ", e.problems()),
          "mend what is named; a server would not start");
    }
  }

  private static Finding judged(PolicyTable policies, String what) {
    return policies.warnings().isEmpty()
        ? Check.ok(POLICIES, what)
        : Check.warning(POLICIES, what, String.join("; ", policies.warnings()));
  }

  private static Finding user(Surroundings surroundings) {
    Optional<RunAs> wanted = surroundings.config().childIsolation().runAs();
    if (wanted.isEmpty()) {
      return Check.ok(USER, "commands run as the server's user");
    }
    if (!ServerProcess.isRoot()) {
      return Check.problem(
          USER, "takes a server that is root, and this user is not", "start it as root");
    }
    try {
      UserAccount user = UserDatabase.find(wanted.get().user(), wanted.get().group());
      return user.uid() == 0
          ? Check.problem(USER, wanted.get() + " is root", "name another user")
          : Check.ok(USER, user.name() + ", uid " + user.uid() + ", gid " + user.gid());
    } catch (IOException e) {
      return Check.problem(USER, e.getMessage(), "make such a user, or name another");
    }
  }
}
