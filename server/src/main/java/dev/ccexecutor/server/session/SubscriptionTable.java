package dev.ccexecutor.server.session;

import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.server.execution.Execution;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One session's subscriptions, at most one for each execution. */
@RunsOn(ThreadRole.EVENT_LOOP)
final class SubscriptionTable {
  private final SortedMap<Integer, Subscription> byChannel = new TreeMap<>();

  void add(Subscription subscription) {
    byChannel.put(subscription.channel(), subscription);
  }

  /** Whether it was there. */
  boolean remove(Subscription subscription) {
    return byChannel.remove(subscription.channel(), subscription);
  }

  /** All, none of which is there any more. */
  List<Subscription> removeAll() {
    List<Subscription> all = List.copyOf(byChannel.values());
    byChannel.clear();
    return all;
  }

  Optional<Subscription> find(int channel) {
    return Optional.ofNullable(byChannel.get(channel));
  }

  Optional<Subscription> find(Execution execution) {
    return byChannel.values().stream().filter(one -> one.execution() == execution).findFirst();
  }

  /** What the session owns and lives. */
  Stream<Execution> ownedAndLive() {
    return byChannel.values().stream()
        .filter(Subscription::owns)
        .map(Subscription::execution)
        .filter(execution -> execution.record().state() != ExecutionState.COMPLETED);
  }

  int count() {
    return byChannel.size();
  }
}
