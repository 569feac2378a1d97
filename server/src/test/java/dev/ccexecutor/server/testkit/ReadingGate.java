package dev.ccexecutor.server.testkit;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets the reading thread pass, or not. */
final class ReadingGate {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition opened = lock.newCondition();
  private boolean open = true;

  void close() {
    set(false);
  }

  void open() {
    set(true);
  }

  private void set(boolean nowOpen) {
    lock.lock();
    try {
      open = nowOpen;
      opened.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it is open, and is true then. */
  boolean pass() {
    lock.lock();
    try {
      while (!open) {
        opened.awaitUninterruptibly();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
