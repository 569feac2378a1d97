package dev.ccexecutor.server.mcp.engine;

/** The way out of a call that brings notifications, from when it is opened on. Any thread. */
final class CallOutlet implements Outlet {
  private final McpCall call;
  private volatile boolean open;
  private volatile Runnable waiting = () -> {};

  CallOutlet(McpCall call) {
    this.call = call;
  }

  /** Lets out what waits. */
  void open() {
    open = true;
    waiting.run();
  }

  @Override
  public boolean isWritable() {
    return open && call.isWritable();
  }

  @Override
  public void whenWritable(Runnable action) {
    waiting = action;
    if (open) {
      call.whenWritable(action);
    }
  }

  @Override
  public void send(byte[] message) {
    call.send(message);
  }
}
