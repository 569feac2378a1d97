package dev.ccexecutor.server.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** Everything that was received, in the order of arrival; nothing is ever taken out. */
public final class Inbox {
  private static final int SHOWN_ON_FAILURE = 12;
  private static final int SHOWN_CHARACTERS = 400;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final List<Received> received = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private Throwable failure;

  void add(Received one) {
    lock.lock();
    try {
      received.add(one);
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Reading has met what must not be: whoever waits is told. */
  void fail(Throwable cause) {
    lock.lock();
    try {
      failure = cause;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Something to be shown if a wait fails. */
  void note(String text) {
    lock.lock();
    try {
      notes.add(text);
    } finally {
      lock.unlock();
    }
  }

  /** A copy of all that has come so far. */
  public List<Received> all() {
    lock.lock();
    try {
      return new ArrayList<>(received);
    } finally {
      lock.unlock();
    }
  }

  /** A copy of all that has come so far but for the first so many. */
  public List<Received> since(int skip) {
    lock.lock();
    try {
      return new ArrayList<>(received.subList(skip, received.size()));
    } finally {
      lock.unlock();
    }
  }

  /** How many had come when the first that equals this one had, itself among them. */
  public int positionBehind(Received one) {
    lock.lock();
    try {
      return received.indexOf(one) + 1;
    } finally {
      lock.unlock();
    }
  }

  /** How many have come so far. */
  public int size() {
    lock.lock();
    try {
      return received.size();
    } finally {
      lock.unlock();
    }
  }

  /** The first of a kind that fits, whether it is there already or comes within the deadline. */
  public <T extends Received> T await(String what, Class<T> kind, Predicate<T> fits) {
    return await(0, what, kind, fits);
  }

  /** The same, not looking at the first so many. */
  public <T extends Received> T await(int skip, String what, Class<T> kind, Predicate<T> fits) {
    long nanosLeft = Deadline.DEFAULT.toNanos();
    lock.lock();
    try {
      int next = skip;
      while (true) {
        for (; next < received.size(); next++) {
          if (kind.isInstance(received.get(next)) && fits.test(kind.cast(received.get(next)))) {
            return kind.cast(received.get(next));
          }
        }
        if (failure != null || hasEnded() || nanosLeft <= 0) {
          throw new AssertionError("did not come: " + what + tail(), failure);
        }
        nanosLeft = arrived.awaitNanos(nanosLeft);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + what + tail(), e);
    } finally {
      lock.unlock();
    }
  }

  private boolean hasEnded() {
    return !received.isEmpty() && received.getLast() instanceof Received.EndOfStream;
  }

  private String tail() {
    StringBuilder tail = new StringBuilder("; received " + received.size() + ", the last of them:");
    received.stream()
        .skip(Math.max(0, received.size() - SHOWN_ON_FAILURE))
        .map(String::valueOf)
        .map(text -> text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) : text)
        .forEach(text -> tail.append("\n  ").append(text));
    notes.forEach(note -> tail.append("\n  (").append(note).append(')'));
    return tail.toString();
  }
}
