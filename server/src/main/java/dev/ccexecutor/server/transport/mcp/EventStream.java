package dev.ccexecutor.server.transport.mcp;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Messages to a client in their order, on whichever connection it hears them now. Any thread; held
 * for the time of handing messages to a connection.
 */
final class EventStream {
  /** Null where nothing is kept: a client that goes does not come back. */
  private final EventStore store;

  private final boolean primes;
  private final Map<String, String> headers;

  /** Null while nobody hears it. */
  private HttpAnswer answer;

  /** Null as long as it has not begun, and where nothing is kept. */
  private EventStore.Track track;

  private boolean begun;
  private boolean over;
  private Runnable waiting;

  /**
   * @param storeOrNull keeps messages for a client that comes back
   * @param primes whether the client is told an id at once
   * @param headers of its first answer, unless that is an error
   * @param answer on which it is heard; null for nobody yet
   */
  EventStream(
      EventStore storeOrNull, boolean primes, Map<String, String> headers, HttpAnswer answer) {
    this.store = storeOrNull;
    this.primes = primes;
    this.headers = headers;
    this.answer = answer;
  }

  synchronized boolean isWritable() {
    if (over) {
      return false;
    }
    return answer == null ? track != null && store.hasRoom() : answer.isWritable();
  }

  void whenWritable(Runnable action) {
    HttpAnswer heardBy;
    synchronized (this) {
      heardBy = answer;
      waiting = heardBy == null && !over && !isWritable() ? action : null;
      if (over || waiting != null) {
        return;
      }
    }
    if (heardBy == null) {
      action.run();
    } else {
      heardBy.whenWritable(action);
    }
  }

  /** Becomes a stream on the wire, if it is none yet. */
  synchronized void begin() {
    if (begun || over || answer == null) {
      return;
    }
    begun = true;
    answer.begin(headers);
    if (store != null) {
      track = store.begin(this);
      if (primes) {
        answer.event(ServerSentEvent.priming(track.firstId()));
      }
    }
  }

  synchronized void send(byte[] message) {
    begin();
    if (begun && !over) {
      emit(message);
    }
  }

  private void emit(byte[] message) {
    ByteBuf event;
    if (track == null) {
      event = ServerSentEvent.of(message);
    } else {
      event = ServerSentEvent.of(store.add(track, message), message);
    }
    if (answer == null) {
      event.release();
    } else {
      answer.event(event);
    }
  }

  /**
   * Says the last message: as a document, if it is the only one.
   *
   * @param status of the document
   * @param isError whether the document goes without the stream's headers
   */
  synchronized void finish(int status, byte[] message, boolean isError) {
    if (over) {
      return;
    }
    if (begun) {
      emit(message);
      if (answer != null) {
        answer.end();
      }
      if (track != null) {
        store.end(track);
      }
    } else if (answer != null) {
      answer.document(status, message, isError ? Map.of() : headers);
    }
    over = true;
    answer = null; // Its connection is for other requests now.
  }

  /** Ends it without another message: nobody wants to come back to it. */
  synchronized void cut() {
    if (over) {
      return;
    }
    over = true;
    if (answer != null) {
      if (!begun) {
        answer.begin(headers);
      }
      answer.end();
    }
    answer = null;
    if (track != null) {
      store.forget(track);
    }
  }

  /** The connection has gone on which this was heard. */
  void lost(HttpAnswer gone) {
    Runnable action = gone.takeWaiting();
    synchronized (this) {
      if (answer == gone) {
        answer = null;
        if (track != null) {
          store.heard(track, false);
        }
      }
    }
    if (action != null) {
      whenWritable(action);
    }
  }

  synchronized boolean isHeard() {
    return answer != null;
  }

  synchronized boolean isOver() {
    return over;
  }

  /** From now on it is heard there, and no more where it was until now. */
  void hear(HttpAnswer other) {
    HttpAnswer former;
    Runnable action;
    synchronized (this) {
      former = answer;
      answer = over ? null : other;
      if (over) {
        other.begin(headers);
        other.end();
      } else if (begun) {
        other.begin(headers);
        store.heard(track, true);
      } else {
        begin();
      }
      action = waiting;
      waiting = null;
    }
    leave(former, other, action);
  }

  /**
   * The same, and what the client has missed first.
   *
   * @return false if some of that has gone
   */
  boolean resume(HttpAnswer other, EventStore.Place from) {
    HttpAnswer former;
    Runnable action;
    synchronized (this) {
      Optional<List<EventStore.Event>> missed = store.after(from);
      if (missed.isEmpty()) {
        return false;
      }
      former = answer;
      answer = over ? null : other;
      store.heard(track, true);
      other.begin(headers);
      missed.get().forEach(each -> other.event(each.toBytes()));
      if (over) {
        other.end();
      }
      action = waiting;
      waiting = null;
    }
    leave(former, other, action);
    return true;
  }

  private void leave(HttpAnswer former, HttpAnswer other, Runnable waitedFor) {
    if (former != null && former != other) {
      former.abort(); // What waits for it comes here when it has gone.
    }
    if (waitedFor != null) {
      whenWritable(waitedFor);
    }
  }
}
