package dev.ccexecutor.server.audit;

/** Takes what is to be known afterwards. Any thread; nobody who calls this waits. */
public interface AuditLog {
  /** Where the operator has asked for none. */
  AuditLog NONE =
      new AuditLog() {
        @Override
        public void write(AuditEntry entry) {
          // Nobody wants to know.
        }

        @Override
        public boolean mayBegin() {
          return true;
        }

        @Override
        public long lostEntries() {
          return 0;
        }

        @Override
        public void close() {
          // There is nothing to be closed.
        }
      };

  /** Has it written. What there is no room for is counted, and the number written later. */
  void write(AuditEntry entry);

  /**
   * Whether a command may be started: not while its line would be lost, where the operator wants
   * that.
   */
  boolean mayBegin();

  /** How many entries were lost since the start, told of in the file or not. */
  long lostEntries();

  /** Writes what waits, for some seconds at most. */
  void close() throws InterruptedException;
}
