package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.mcp.message.McpError;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tasks of all principals, of which each sees its own. Within bounds: where there is no room,
 * those go whose end their client has seen, and then there are no new ones. Any thread.
 */
final class TaskStore {
  private final EngineLimits limits;
  private final InstantSource clock;
  private final Map<String, Kept> byPrincipal = new HashMap<>();

  TaskStore(EngineLimits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /** What one principal has; the eldest first. */
  private static final class Kept {
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long bytes;

    void remove(Iterator<Entry> place, Entry entry) {
      place.remove();
      bytes -= entry.bytes;
    }
  }

  /** A task and how much its result takes. */
  private static final class Entry {
    private final Task task;
    private long bytes;

    Entry(Task task) {
      this.task = task;
    }
  }

  /**
   * A new task; empty if there is no room.
   *
   * @param wantedMillis for which the client would have it kept; not positive where it does not say
   */
  synchronized Optional<Task> create(String principal, long wantedMillis) {
    dropExpired();
    Kept kept = byPrincipal.computeIfAbsent(principal, name -> new Kept());
    if (kept.entries.size() >= limits.tasksPerPrincipal()) {
      dropSeen(kept, 1, 0);
    }
    if (kept.entries.size() >= limits.tasksPerPrincipal()) {
      return Optional.empty();
    }
    long millis =
        wantedMillis > 0 ? Math.min(wantedMillis, limits.maxTaskMillis()) : limits.taskMillis();
    Task task = new Task(principal, clock, millis);
    kept.entries.put(task.id(), new Entry(task));
    return Optional.of(task);
  }

  synchronized Optional<Task> find(String principal, String id) {
    dropExpired();
    Kept kept = byPrincipal.get(principal);
    return Optional.ofNullable(kept == null ? null : kept.entries.get(id)).map(entry -> entry.task);
  }

  /** All of a principal's, the eldest first. */
  synchronized List<Task> all(String principal) {
    dropExpired();
    Kept kept = byPrincipal.get(principal);
    return kept == null
        ? List.of()
        : kept.entries.values().stream().map(entry -> entry.task).toList();
  }

  /** Ends a task with its result, or, where that can't be kept, by saying so. */
  void complete(Task task, ObjectNode result) {
    long bytes = Json.MAPPER.writeValueAsBytes(result).length;
    boolean room = bytes <= limits.resultBytes() && reserve(task, bytes);
    if (room) {
      if (!task.complete(result)) {
        giveBack(task); // It was cancelled first.
      }
    } else {
      task.fail(
          McpError.of(
              McpError.REFUSED,
              "the result has "
                  + bytes
                  + " bytes, for which there is no room among the results that are kept"));
    }
  }

  private synchronized boolean reserve(Task task, long bytes) {
    Kept kept = byPrincipal.get(task.principal());
    Entry entry = kept == null ? null : kept.entries.get(task.id());
    if (entry == null) {
      return false;
    }
    if (kept.bytes + bytes > limits.taskBytesPerPrincipal()) {
      dropSeen(kept, 0, kept.bytes + bytes - limits.taskBytesPerPrincipal());
    }
    if (kept.bytes + bytes > limits.taskBytesPerPrincipal()) {
      return false;
    }
    entry.bytes = bytes;
    kept.bytes += bytes;
    return true;
  }

  private synchronized void giveBack(Task task) {
    Kept kept = byPrincipal.get(task.principal());
    Entry entry = kept == null ? null : kept.entries.get(task.id());
    if (entry != null) {
      kept.bytes -= entry.bytes;
      entry.bytes = 0;
    }
  }

  private static void dropSeen(Kept kept, int tasks, long bytes) {
    int tasksLeft = tasks;
    long bytesLeft = bytes;
    Iterator<Entry> entries = kept.entries.values().iterator();
    while (entries.hasNext() && (tasksLeft > 0 || bytesLeft > 0)) {
      Entry entry = entries.next();
      if (entry.task.isEndSeen()) {
        kept.remove(entries, entry);
        tasksLeft--;
        bytesLeft -= entry.bytes;
      }
    }
  }

  private void dropExpired() {
    Iterator<Kept> principals = byPrincipal.values().iterator();
    while (principals.hasNext()) {
      Kept kept = principals.next();
      Iterator<Entry> entries = kept.entries.values().iterator();
      while (entries.hasNext()) {
        Entry entry = entries.next();
        if (entry.task.isExpired()) {
          kept.remove(entries, entry);
        }
      }
      if (kept.entries.isEmpty()) {
        principals.remove();
      }
    }
  }

  /** Ends all that run. */
  void failAll(McpError error) {
    List<Task> all;
    synchronized (this) {
      all =
          byPrincipal.values().stream()
              .map(kept -> kept.entries.values())
              .flatMap(Collection::stream)
              .map(entry -> entry.task)
              .toList();
    }
    for (Task task : all) {
      if (task.fail(error)) {
        task.interrupt();
      }
    }
  }
}
