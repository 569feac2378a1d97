package dev.ccexecutor.server.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds keys that are meant for this client among those for the command, as ssh does: {@code ~}
 * right behind a line's end, and one more. For one thread.
 */
public final class EscapeKeys {
  private static final byte ESCAPE = '~';
  private static final byte CTRL_Z = 0x1a;

  /** What was asked for. */
  public enum Request {
    /** {@code ~.}: end the command. */
    END,
    /** {@code ~d}: leave it alone and go. */
    DETACH,
    /** {@code ~^Z}: pause the command, and stop this process. */
    SUSPEND,
    /** {@code ~?}: say which keys there are. */
    HELP
  }

  /** What {@code ~?} says. */
  public static final String HELP =
      """
      Keys behind a line's end:
        ~.   end the command (again: kill it)
        ~d   detach: it goes on without this client
        ~^Z  pause it, and stop this client; fg resumes
        ~~   a ~
      """;

  private enum Place {
    LINE_START,
    BEHIND_ESCAPE,
    IN_LINE
  }

  private Place place = Place.LINE_START;

  /**
   * What keys come to.
   *
   * @param bytes for the command
   * @param requests to this client
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them, and it is made for one reader
  public record Typed(byte[] bytes, List<Request> requests) {}

  /** Takes the next keys, in whatever pieces they come. */
  public Typed take(byte[] keys, int count) {
    byte[] passed = new byte[count + 1];
    int length = 0;
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte key = keys[i];
      if (place == Place.LINE_START && key == ESCAPE) {
        place = Place.BEHIND_ESCAPE;
        continue;
      }
      if (place == Place.BEHIND_ESCAPE) {
        Request request = requestOf(key);
        if (request != null) {
          requests.add(request);
          place = Place.LINE_START;
          continue;
        }
        if (key != ESCAPE) {
          passed[length++] = ESCAPE;
        }
      }
      passed[length++] = key;
      place = key == '\r' || key == '\n' ? Place.LINE_START : Place.IN_LINE;
    }
    return new Typed(Arrays.copyOf(passed, length), requests);
  }

  private static Request requestOf(byte key) {
    return switch (key) {
      case '.' -> Request.END;
      case 'd' -> Request.DETACH;
      case CTRL_Z -> Request.SUSPEND;
      case '?' -> Request.HELP;
      default -> null;
    };
  }
}
