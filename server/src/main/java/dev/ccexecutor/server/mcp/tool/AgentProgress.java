package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.server.agent.AgentListener;
import dev.ccexecutor.server.agent.ApiRetry;
import dev.ccexecutor.server.agent.RetriedAttempt;
import dev.ccexecutor.server.mcp.feature.CallContext;
import dev.ccexecutor.server.mcp.feature.ListKind;
import java.time.Duration;
import java.util.Locale;

/** Tells of an agent's task as it goes on. Any thread. */
final class AgentProgress implements AgentListener {
  static final Duration HEARTBEAT = Duration.ofSeconds(5);

  private final CallContext context;
  private final ProgressTeller progress;
  private String executionId = "";
  private long events;
  private String last = "starting";

  AgentProgress(CallContext context) {
    this.context = context;
    progress = new ProgressTeller(context);
  }

  /** Of the newest attempt; empty before the first. */
  synchronized String executionId() {
    return executionId;
  }

  /** It goes on, though there may be nothing new. */
  synchronized void heartbeat() {
    if (progress.isDue()) {
      progress.tell(events + " events; " + last);
    }
  }

  @Override
  public synchronized void onAttempt(int attempt, String id) {
    executionId = id;
    say("attempt " + attempt + " as " + id);
  }

  @Override
  public void onStarted(String id) {
    context.listChanged(ListKind.RESOURCES);
  }

  @Override
  public synchronized void onEvent(String type, long count) {
    events = count;
    last = type;
    heartbeat();
  }

  @Override
  public synchronized void onApiRetry(ApiRetry retry) {
    say(
        String.format(
            Locale.ROOT,
            "its API refused it (%s), it asks again in %d ms",
            retry.error(),
            retry.delayMillis()));
  }

  @Override
  public synchronized void onRetry(RetriedAttempt failed) {
    say(
        String.format(
            Locale.ROOT,
            "attempt %d failed (%s), another follows in %.1f s",
            failed.attempt(),
            failed.type().wireName(),
            failed.delaySeconds()));
  }

  @Override
  public synchronized void onReconnecting(String reason) {
    say("the connection is being made anew: " + reason);
  }

  private void say(String what) {
    last = what;
    progress.tell(what);
  }
}
