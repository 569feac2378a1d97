package dev.ccexecutor.protocol.client;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The executions that a client follows, until each has ended. For the client's loop. */
final class ExecutionTable {

  private final Map<String, FollowedExecution> byId = new LinkedHashMap<>();

  /** By the numbers of the connection that is open. */
  private final IntObjectMap<FollowedExecution> byChannel = new IntObjectHashMap<>();

  /**
   * @return false if there is one of this id
   */
  boolean add(FollowedExecution execution) {
    return byId.putIfAbsent(execution.terms().executionId(), execution) == null;
  }

  void remove(FollowedExecution execution) {
    byId.remove(execution.terms().executionId(), execution);
    byChannel.remove(execution.channel());
  }

  /** The open connection knows it by its number. */
  void number(FollowedExecution execution) {
    byChannel.put(execution.channel(), execution);
  }

  /** The numbers were the connection's. */
  void disconnected() {
    byChannel.clear();
  }

  Optional<FollowedExecution> find(String executionId) {
    return Optional.ofNullable(byId.get(executionId));
  }

  Optional<FollowedExecution> find(int channel) {
    return Optional.ofNullable(byChannel.get(channel));
  }

  /** A copy, since most of what is done to them changes the table. */
  List<FollowedExecution> all() {
    return List.copyOf(byId.values());
  }
}
