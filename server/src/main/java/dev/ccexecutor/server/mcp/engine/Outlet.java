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
        public void send(byte[] message) {
          throw new IllegalStateException("nobody hears this");
        }
      };

  /** Whether the client takes what it is sent; where not, nothing is. */
  boolean isWritable();

  /** Sends a notification or a request, UTF-8 on one line. */
  void send(byte[] message);
}
