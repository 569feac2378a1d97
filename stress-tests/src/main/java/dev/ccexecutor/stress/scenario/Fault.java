package dev.ccexecutor.stress.scenario;

import dev.ccexecutor.protocol.jsonrpc.WireName;
import java.util.Objects;

/**
 * Something that goes wrong.
 *
 * @param type what
 * @param afterBytes of output that has come through: for what cuts connections or kills clients
 * @param afterSeconds since the executions started: for what kills a child or the server
 * @param times how often a connection is cut, 1 unless given
 */
public record Fault(Type type, Long afterBytes, Double afterSeconds, Integer times) {

  /** What goes wrong. */
  public enum Type implements WireName {
    /** A client's connection is reset, and it comes back. */
    DISCONNECT,
    /** A client's connection is reset, and it stays away. */
    VANISH,
    /** Clients are programs of their own, and are killed. */
    KILL_CLIENT,
    /** The last descendant of each execution is killed. */
    KILL_CHILD,
    /** The first process of each execution is killed. */
    KILL_LEADER,
    /** The server is killed, and another started on its data. */
    KILL_SERVER;

    boolean isByBytes() {
      return this == DISCONNECT || this == VANISH || this == KILL_CLIENT;
    }
  }

  public Fault {
    Rules.required("faults.type", type);
    Rules.positive("faults.after_bytes", afterBytes);
    Rules.positive("faults.after_seconds", afterSeconds);
    Rules.positive("faults.times", times);
    Rules.require(
        (afterBytes != null) == type.isByBytes(),
        "faults.after_bytes",
        "goes with disconnect, vanish and kill_client, and is needed there");
    Rules.require(
        (afterSeconds != null) != type.isByBytes(),
        "faults.after_seconds",
        "goes with kill_child, kill_leader and kill_server, and is needed there");
    Rules.require(times == null || type == Type.DISCONNECT, "faults.times", "goes with disconnect");
  }

  public int timesOrOnce() {
    return Objects.requireNonNullElse(times, 1);
  }

  public long afterMillis() {
    return Math.round(afterSeconds * 1000);
  }
}
