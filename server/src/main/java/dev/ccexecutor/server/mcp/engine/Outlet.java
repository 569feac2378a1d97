package dev.ccexecutor.server.mcp.engine;

/** Where a conversation says what belongs to no request. Any thread, and it never waits. */
public interface Outlet {
  /** For a client that hears nothing but answers. */
  Outlet NONE =
      new Outlet() {
        @Override
        public boolean isWritable() {
          return false;
        }

        @Override
        public void whenWritable(Runnable action) {
          // It never is.
        }

        @Override
        public void send(byte[] message) {
          throw new IllegalStateException("nobody hears this");
        }
      };

  /** Whether the client takes what it is sent; where not, nothing is. */
  boolean isWritable();

  /**
   * Has something run once, soon after the client takes what it is sent (again, or already): on any
   * thread, maybe before this returns. What was to be run before is forgotten; so is this when the
   * client is gone.
   */
  void whenWritable(Runnable action);

  /** Sends a notification or a request, UTF-8 on one line. */
  void send(byte[] message);
}
