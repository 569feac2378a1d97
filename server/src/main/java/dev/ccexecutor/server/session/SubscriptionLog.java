package dev.ccexecutor.server.session;

import dev.ccexecutor.server.execution.Execution;
import dev.ccexecutor.server.logging.LogKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log lines about who hears of an execution: the steps between its start and its end. */
final class SubscriptionLog {
  private static final Logger log = LoggerFactory.getLogger(Subscription.class);

  private SubscriptionLog() {}

  static void attached(Session session, Subscription subscription) {
    log.atDebug()
        .addKeyValue(LogKeys.SESSION_ID, session.id())
        .addKeyValue(LogKeys.EXECUTION_ID, idOf(subscription.execution()))
        .addKeyValue(LogKeys.PRINCIPAL, session.principal().name())
        .addKeyValue("owner", subscription.owns())
        .log("session attached to an execution");
  }

  static void detached(Session session, Execution execution) {
    tell(session, execution, "session detached from an execution");
  }

  static void taken(Session session, Subscription subscription) {
    tell(session, subscription.execution(), "execution was taken over by another session");
  }

  static void cutOff(Session session, Subscription subscription) {
    tell(session, subscription.execution(), "execution's session has gone");
  }

  /** Everything about it was handed to the connection, its end too. */
  static void told(Session session, Subscription subscription) {
    tell(session, subscription.execution(), "execution's end was told");
  }

  private static void tell(Session session, Execution execution, String message) {
    log.atDebug()
        .addKeyValue(LogKeys.SESSION_ID, session.id())
        .addKeyValue(LogKeys.EXECUTION_ID, idOf(execution))
        .log(message);
  }

  private static String idOf(Execution execution) {
    return execution.spec().executionId();
  }
}
