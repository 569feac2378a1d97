package dev.ccexecutor.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeoutException;

/** What goes on beside a control: nothing, or a flood. For one thread. */
final class Background implements AutoCloseable {
  /** Where the flood is, and whether its client reads it. */
  enum Kind {
    IDLE("idle"),
    UNREAD_ELSEWHERE("flood unread, other connection"),
    UNREAD_HERE("flood unread, same connection"),
    READ_ELSEWHERE("flood read at full speed, other connection");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  private final Kind kind;
  private final RemoteProcesses other;
  private final Flood flood;

  private Background(Kind kind, RemoteProcesses other, Flood flood) {
    this.kind = kind;
    this.other = other;
    this.flood = flood;
  }

  /**
   * @param here the connection over which the controls go
   */
  static Background begin(Kind kind, InetSocketAddress address, RemoteProcesses here)
      throws IOException {
    return switch (kind) {
      case IDLE -> new Background(kind, null, null);
      case UNREAD_HERE -> new Background(kind, null, Flood.start(here));
      case UNREAD_ELSEWHERE -> {
        RemoteProcesses other = new RemoteProcesses(address);
        yield new Background(kind, other, Flood.start(other));
      }
      case READ_ELSEWHERE -> {
        RemoteProcesses other = new RemoteProcesses(address);
        Flood flood = Flood.start(other);
        Thread.ofPlatform().start(() -> readUntilClosed(other));
        yield new Background(kind, other, flood);
      }
    };
  }

  private static void readUntilClosed(RemoteProcesses flooded) {
    try {
      flooded.awaitCompleted();
    } catch (ClosedChannelException e) {
      // The measurement is over.
    } catch (IOException e) {
      throw new IllegalStateException("the flood has broken off", e);
    }
  }

  /** Whether answers can't be read in time without reading the flood. */
  boolean hidesAnswers() {
    return kind == Kind.UNREAD_HERE;
  }

  /** An unread flood has filled everything on its way. */
  void awaitSteady() throws TimeoutException {
    if (flood != null && kind != Kind.READ_ELSEWHERE) {
      flood.awaitStalled();
    }
  }

  /** Ends the flood by closing its connection, if that is not the controls' own. */
  @Override
  public void close() throws IOException {
    if (flood != null) {
      flood.close();
    }
    if (other != null) {
      other.close();
    }
  }
}
