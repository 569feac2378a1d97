package dev.ccexecutor.server.supervisor;

import dev.ccexecutor.server.posix.UnixDatagram;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the service manager reads. Any thread; blocks for a second at most. */
final class NotifySocket implements Notifications {
  private static final Logger log = LoggerFactory.getLogger(NotifySocket.class);

  private final String name;

  NotifySocket(String name) {
    this.name = name;
  }

  @Override
  public void send(String message) {
    try {
      UnixDatagram.send(name, message);
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("socket", name)
          .setCause(e)
          .log("the service manager could not be told");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
