package dev.ccexecutor.server.security;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * Who is at the other end of a connection: the name of the token that it showed. What one principal
 * has started is there for every connection of the same principal, and for no other.
 *
 * @param name 1–64 of {@code [A-Za-z0-9._-]}
 */
public record Principal(@JsonValue String name) {
  private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /** Everybody, where no tokens are configured. */
  public static final Principal ANONYMOUS = new Principal("anonymous");

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if it is not well formed
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Principal {
    if (!isWellFormed(name)) {
      throw new IllegalArgumentException("not the name of a principal");
    }
  }

  public static boolean isWellFormed(String name) {
    return WELL_FORMED.matcher(name).matches();
  }

  /** The one in a record, which older versions of this server wrote without. */
  public static Principal orAnonymous(Principal recorded) {
    return recorded == null ? ANONYMOUS : recorded;
  }
}
