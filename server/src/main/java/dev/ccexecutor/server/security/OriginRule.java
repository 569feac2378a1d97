package dev.ccexecutor.server.security;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which {@code Origin} an upgrade may bear. A browser sends one with every WebSocket, and no page
 * can choose it (RFC 6454); any page that a browser shows can reach this address, so without this
 * rule it could run commands here. Programs other than browsers send none, and are not the affair
 * of this rule. Immutable.
 *
 * <p>The pages of this server itself have the origin that is made of its scheme and of the {@code
 * Host} that they were asked for by. {@link HostRule} has accepted that, so no name that somebody
 * else can point here is among them.
 */
public final class OriginRule {
  private final Set<String> allowed;

  /** Null where own pages may not connect. */
  private final String ownScheme;

  private OriginRule(Set<String> allowed, String ownScheme) {
    this.allowed = Set.copyOf(allowed);
    this.ownScheme = ownScheme;
  }

  /**
   * The pages of these origins, and of no other.
   *
   * @param allowed in lower case
   */
  public static OriginRule ofOthersOnly(Set<String> allowed) {
    return new OriginRule(allowed, null);
  }

  /**
   * The pages of these origins, and this server's own.
   *
   * @param allowed in lower case
   * @param encrypted whether the server itself speaks TLS; what a proxy in front of it does is not
   *     to be known
   */
  public static OriginRule withOwnPages(Set<String> allowed, boolean encrypted) {
    return new OriginRule(allowed, encrypted ? "https://" : "http://");
  }

  /**
   * Judges a request.
   *
   * @param origins the values of all its {@code Origin} headers
   * @param host its {@code Host}, which was accepted
   */
  public boolean accepts(List<String> origins, String host) {
    return switch (origins.size()) {
      case 0 -> true;
      case 1 ->
          isOwn(origins.getFirst(), host)
              || allowed.contains(origins.getFirst().toLowerCase(Locale.ROOT));
      default -> false; // No browser sends two.
    };
  }

  /**
   * Letter for letter: a browser writes both headers of the same URL in the same way, in lower case
   * and without the scheme's own port. So nothing needs to be parsed here that somebody else might
   * parse otherwise.
   */
  private boolean isOwn(String origin, String host) {
    return ownScheme != null && origin.equals(ownScheme + host);
  }
}
