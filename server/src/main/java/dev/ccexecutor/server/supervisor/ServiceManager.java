package dev.ccexecutor.server.supervisor;

import dev.ccexecutor.server.config.ServiceVariables;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the service manager, if there is one, what becomes of a server. Any thread. */
public final class ServiceManager {
  private static final Logger log = LoggerFactory.getLogger(ServiceManager.class);

  /** How old a status may be. */
  private static final long STATUS_MILLIS = 10_000;

  /** What a stop takes beyond the time that commands are left: it is bounded step by step. */
  private static final long STOP_MILLIS = 30_000;

  private static final ServiceManager NONE = new ServiceManager(message -> {}, 0, false);

  private final Notifications notifications;
  private final long intervalMillis;
  private final boolean isWatched;
  private volatile Thread thread;

  private ServiceManager(Notifications notifications, long intervalMillis, boolean isWatched) {
    this.notifications = notifications;
    this.intervalMillis = intervalMillis;
    this.isWatched = isWatched;
  }

  /** The one that has started this process, as these variables say; or one that hears nothing. */
  public static ServiceManager of(Map<String, String> environment) {
    String socket = environment.getOrDefault(ServiceVariables.NOTIFY_SOCKET, "");
    if (socket.isEmpty()) {
      return NONE;
    }
    long deadlineMillis = watchdogMillis(environment);
    boolean isWatched = deadlineMillis > 0;
    long interval =
        isWatched
            ? Math.max(1, Math.min(STATUS_MILLIS, deadlineMillis / Watchdog.MOST_UNANSWERED))
            : STATUS_MILLIS;
    return new ServiceManager(new NotifySocket(socket), interval, isWatched);
  }

  /** 0 if nobody waits. */
  private static long watchdogMillis(Map<String, String> environment) {
    String pid = environment.getOrDefault(ServiceVariables.WATCHDOG_PID, "");
    String micros = environment.getOrDefault(ServiceVariables.WATCHDOG_USEC, "");
    if (micros.isEmpty()
        || !(pid.isEmpty() || pid.equals(Long.toString(ProcessHandle.current().pid())))) {
      return 0;
    }
    try {
      return TimeUnit.MICROSECONDS.toMillis(Long.parseLong(micros));
    } catch (NumberFormatException e) {
      log.warn("{} is no number, and nobody's watchdog", ServiceVariables.WATCHDOG_USEC);
      return 0;
    }
  }

  /** It listens. From here on somebody looks after it. */
  public void ready(Supervised server) {
    if (this == NONE) {
      return;
    }
    notifications.send("READY=1\nSTATUS=" + server.status() + "\n");
    Watchdog watchdog = new Watchdog(server, notifications, isWatched);
    thread =
        Thread.ofPlatform()
            .name("service-manager")
            .daemon()
            .start(() -> lookAgainAndAgain(watchdog));
  }

  private void lookAgainAndAgain(Watchdog watchdog) {
    try {
      while (true) {
        Thread.sleep(intervalMillis);
        watchdog.look();
      }
    } catch (InterruptedException stopping) {
      return;
    }
  }

  /**
   * It ends, and needs as long as it may take.
   *
   * @param drainMillis what its commands are left
   */
  public void stopping(String status, long drainMillis) {
    if (this == NONE) {
      return;
    }
    if (thread != null) {
      thread.interrupt();
    }
    notifications.send(
        "STOPPING=1\nEXTEND_TIMEOUT_USEC="
            + TimeUnit.MILLISECONDS.toMicros(drainMillis + STOP_MILLIS)
            + "\nSTATUS="
            + status
            + "\n");
  }
}
