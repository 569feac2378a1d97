package dev.ccexecutor.server.session;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that requests of all connections hold until they are answered. Each connection may hold
 * {@link #OWN_BYTES} in any case, and beyond that no more than there is left: the first gets half
 * of all, and however many take what they can, one that comes later gets as much as each of them.
 *
 * <p>Any thread.
 */
final class RequestMemory {
  static final long OWN_BYTES = 256 * 1024;

  private final long mostBytes;
  private final AtomicLong heldBytes = new AtomicLong();

  RequestMemory(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /**
   * Takes some.
   *
   * @param alreadyBytes that the connection holds
   * @param bytes none of a control, which is never refused for them
   * @return false if there is not so much for it
   */
  boolean take(long alreadyBytes, long bytes) {
    long wanted = alreadyBytes + bytes;
    long held = heldBytes.addAndGet(bytes);
    if (bytes > 0 && wanted > OWN_BYTES && wanted > mostBytes - held) {
      giveBack(bytes);
      return false;
    }
    return true;
  }

  void giveBack(long bytes) {
    heldBytes.addAndGet(-bytes);
  }

  long heldBytes() {
    return heldBytes.get();
  }

  long mostBytes() {
    return mostBytes;
  }
}
