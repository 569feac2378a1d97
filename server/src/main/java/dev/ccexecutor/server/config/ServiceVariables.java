package dev.ccexecutor.server.config;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The variables by which a service manager such as systemd talks to this process (sd_notify(3),
 * sd_listen_fds(3)). They are this server's: a command that had them could speak in its name.
 */
public final class ServiceVariables {
  /** Where a service tells how it is. */
  public static final String NOTIFY_SOCKET = "NOTIFY_SOCKET";

  /** How often it has to. */
  public static final String WATCHDOG_USEC = "WATCHDOG_USEC";

  /** Whose watchdog that is. */
  public static final String WATCHDOG_PID = "WATCHDOG_PID";

  private static final String LISTEN_FDS = "LISTEN_FDS";
  private static final String LISTEN_PID = "LISTEN_PID";

  static final Set<String> NAMES =
      Set.of(NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID, LISTEN_FDS, LISTEN_PID, "LISTEN_FDNAMES");

  /** The first that is handed over, behind the standard streams. */
  private static final int FIRST_DESCRIPTOR = 3;

  private ServiceVariables() {}

  /**
   * The descriptor of a socket that somebody has opened for this process to listen on, if somebody
   * has.
   *
   * @throws ConfigurationException if there are several
   */
  public static OptionalInt listenDescriptor(Map<String, String> environment) {
    String own = Long.toString(ProcessHandle.current().pid());
    String count = environment.getOrDefault(LISTEN_FDS, "");
    if (!environment.getOrDefault(LISTEN_PID, "").equals(own) || count.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!count.equals("1")) {
      throw new ConfigurationException(
          List.of(
              "environment: "
                  + LISTEN_FDS
                  + " hands "
                  + count
                  + " sockets over; this server takes one: a single ListenStream= of its socket"
                  + " unit"));
    }
    return OptionalInt.of(FIRST_DESCRIPTOR);
  }
}
