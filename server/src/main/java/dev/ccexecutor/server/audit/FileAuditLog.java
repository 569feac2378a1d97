package dev.ccexecutor.server.audit;

import dev.ccexecutor.server.logging.LineFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes entries to a file, on a thread of its own. What can't be written is tried again each
 * second, and waits in a queue that is bounded in bytes; what comes when that is full is lost, and
 * counted, and the number is a line of its own as soon as a line can be written.
 */
public final class FileAuditLog implements AuditLog {
  private static final Logger log = LoggerFactory.getLogger(FileAuditLog.class);

  /** What waits, at most; the entry that comes then is the first to be lost. */
  static final long MAX_WAITING_BYTES = 16 * 1024 * 1024;

  private static final int BATCH_BYTES = 256 * 1024;
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long CLOSE_MILLIS = 5_000;

  private final LineFile file;
  private final boolean refusesWhenFull;
  private final Queue<AuditEntry> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();

  /** Those that were told of, too. */
  private final AtomicLong lostInAll = new AtomicLong();

  private final Thread writer;
  private volatile boolean closed;

  /** The writer's. */
  private long sequence;

  private boolean failing;

  /**
   * Opens the file.
   *
   * @param maxBytes after which it is rotated
   * @param olderFiles how many of those are kept
   * @param refusesWhenFull whether no command may begin while there is no room for its line
   * @throws IOException if it can't be written to
   */
  public FileAuditLog(Path path, long maxBytes, int olderFiles, boolean refusesWhenFull)
      throws IOException {
    this.file = new LineFile(path, maxBytes, olderFiles);
    this.refusesWhenFull = refusesWhenFull;
    file.open();
    writer = Thread.ofPlatform().name("audit").daemon().start(this::run);
  }

  @Override
  public void write(AuditEntry entry) {
    if (waitingBytes.addAndGet(entry.heldBytes()) > MAX_WAITING_BYTES) {
      waitingBytes.addAndGet(-entry.heldBytes());
      lost.incrementAndGet();
      lostInAll.incrementAndGet();
    } else {
      waiting.add(entry);
    }
    LockSupport.unpark(writer);
  }

  @Override
  public long lostEntries() {
    return lostInAll.get();
  }

  /** Half of the room is for the ends of what runs already, and for refusals. */
  @Override
  public boolean mayBegin() {
    return !refusesWhenFull || waitingBytes.get() < MAX_WAITING_BYTES / 2;
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    LockSupport.unpark(writer);
    writer.join(CLOSE_MILLIS);
  }

  private void run() {
    while (!closed || !waiting.isEmpty()) {
      boolean written = tryToWriteBatch();
      if (!written && closed) {
        break;
      }
      if (!written) {
        pauseBeforeRetry();
      } else if (waiting.isEmpty() && lost.get() == 0 && !closed) {
        LockSupport.park();
      }
    }
    end();
  }

  /** Each entry that comes wakes this thread, and must not make it try again. */
  private void pauseBeforeRetry() {
    long retryAt = System.nanoTime() + RETRY_NANOS;
    while (!closed && System.nanoTime() - retryAt < 0) {
      LockSupport.parkNanos(retryAt - System.nanoTime());
    }
  }

  private void end() {
    long unwritten = waiting.size() + lost.get();
    if (unwritten > 0) {
      log.atError().addKeyValue("lost", unwritten).log("the audit log has lost its last lines");
    }
    try {
      file.close();
    } catch (IOException e) {
      log.atWarn().setCause(e).log("the audit log could not be closed");
    }
  }

  /** Whatever fails, out of memory too, must not end this thread, and with it the log. */
  private boolean tryToWriteBatch() {
    try {
      return writeBatch();
    } catch (RuntimeException | OutOfMemoryError e) {
      failed(e);
      return false;
    }
  }

  /** Lines stay in the queue until they are written. */
  private boolean writeBatch() {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    long next = sequence;
    int entries = 0;
    long heldBytes = 0;
    for (AuditEntry entry : waiting) {
      if (lines.size() >= BATCH_BYTES) {
        break;
      }
      lines.writeBytes(AuditLine.of(++next, entry));
      heldBytes += entry.heldBytes();
      entries++;
    }
    long lostNow = lost.get();
    if (lostNow > 0) {
      lines.writeBytes(AuditLine.of(++next, lostEntry(lostNow)));
    }
    if (lines.size() == 0) {
      return true;
    }
    try {
      file.append(lines.toByteArray());
    } catch (IOException e) {
      failed(e);
      return false;
    }
    sequence = next;
    for (int i = 0; i < entries; i++) {
      waiting.remove();
    }
    waitingBytes.addAndGet(-heldBytes);
    lost.addAndGet(-lostNow);
    recovered();
    return true;
  }

  private static AuditEntry lostEntry(long count) {
    return new AuditEntry(Instant.now(), "entries_lost", Map.of("lost", count), null);
  }

  private void failed(Throwable failure) {
    if (!failing) {
      failing = true;
      log.atError().setCause(failure).log("the audit log can't be written; it is tried again");
    }
  }

  private void recovered() {
    if (failing) {
      failing = false;
      log.atInfo().log("the audit log is written again");
    }
  }
}
