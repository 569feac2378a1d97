package dev.ccexecutor.server.supervisor;

import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look after the other at whether a server's loops still turn. Only if all of them have come to
 * the last question is the service manager told that all is well: if one hangs, it hears nothing
 * more, and does as it was told to. Confined to one thread.
 */
final class Watchdog {
  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

  /** Looks in a row, after which a loop counts as one that hangs. */
  static final int MOST_UNANSWERED = 3;

  private final Supervised server;
  private final Notifications notifications;
  private final boolean isWatched;
  private CompletableFuture<Void> question;
  private String told = "";
  private int unanswered;

  /**
   * @param isWatched whether the service manager waits for it
   */
  Watchdog(Supervised server, Notifications notifications, boolean isWatched) {
    this.server = server;
    this.notifications = notifications;
    this.isWatched = isWatched;
    question = server.probe();
  }

  /** Looks, and tells what there is to tell. */
  void look() {
    boolean answered = question.isDone() && !question.isCompletedExceptionally();
    if (answered) {
      question = server.probe();
    }
    count(answered);
    StringBuilder message = new StringBuilder();
    String status = unanswered >= MOST_UNANSWERED ? "a loop does not answer" : server.status();
    if (!status.equals(told)) {
      told = status;
      message.append("STATUS=").append(status).append('\n');
    }
    if (isWatched && answered) {
      message.append("WATCHDOG=1\n");
    }
    if (!message.isEmpty()) {
      notifications.send(message.toString());
    }
  }

  /** On a machine that is busy an answer may be late, and nothing is wrong. */
  private void count(boolean answered) {
    if (!answered && ++unanswered == MOST_UNANSWERED) {
      log.error("a loop of this server does not answer");
    } else if (answered) {
      if (unanswered >= MOST_UNANSWERED) {
        log.info("all loops of this server answer again");
      }
      unanswered = 0;
    }
  }
}
