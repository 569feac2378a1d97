package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.channel.Channel;
import java.util.EnumSet;
import java.util.Set;

/** Whether a connection is read: if nothing speaks against it. */
@RunsOn(ThreadRole.EVENT_LOOP)
final class ReadGate {
  private final Channel channel;
  private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);

  ReadGate(Channel channel) {
    this.channel = channel;
  }

  /** Why a connection is not read. */
  enum Reason {
    /** It has sent more than it may in the time. */
    RATE,
    /** Its message has to wait for memory. */
    MEMORY
  }

  void shut(Reason reason) {
    reasons.add(reason);
    channel.config().setAutoRead(false);
  }

  void open(Reason reason) {
    if (reasons.remove(reason) && reasons.isEmpty()) {
      channel.config().setAutoRead(true);
    }
  }
}
