package dev.ccexecutor.server.security;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which {@code Host} a request may bear. A page whose name is pointed at this server's address by
 * its owner's name server (DNS rebinding) is of the same origin as this server for its browser, and
 * sends no {@code Origin} with simple requests. But it can't keep its own name out of {@code Host}.
 *
 * <p>So names are accepted only if they are known: {@code localhost}, which browsers resolve
 * themselves (RFC 6761, 6.3), what the server was told to listen on, and what the operator allows.
 * An IP address is no name, and nobody can point it elsewhere: a page gets it into {@code Host}
 * only by asking for that address, and is then of another origin. A server on loopback accepts the
 * addresses of loopback only, since nobody reaches it by others. Immutable.
 */
public final class HostRule {
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9._-]{1,253})(?::[0-9]{1,5})?");

  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\\.(?!$)|$)){4}");

  private static final String IPV6_LOOPBACK = "[::1]";

  private final boolean loopback;
  private final String configured;
  private final Set<String> allowed;

  /** What becomes of a request. */
  public enum Verdict {
    ACCEPTED,
    /** There is no such header, or there are several, or it is no host. */
    MALFORMED,
    /** It is for another host. */
    FOREIGN
  }

  /**
   * @param address that the server listens on
   * @param configured the host that it was told to listen on, an address without brackets or a name
   * @param allowed more hosts, in lower case
   */
  public HostRule(InetAddress address, String configured, Set<String> allowed) {
    loopback = address.isLoopbackAddress();
    this.configured = normal(configured.contains(":") ? "[" + configured + "]" : configured);
    this.allowed = Set.copyOf(allowed);
  }

  /** Judges the values of all {@code Host} headers of a request. */
  public Verdict judge(List<String> headers) {
    if (headers.size() != 1) {
      return Verdict.MALFORMED;
    }
    Matcher authority = AUTHORITY.matcher(headers.getFirst().strip());
    if (!authority.matches()) {
      return Verdict.MALFORMED;
    }
    return accepts(normal(authority.group(1))) ? Verdict.ACCEPTED : Verdict.FOREIGN;
  }

  private static String normal(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    // A name with the root's dot at its end is the same name.
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private boolean accepts(String host) {
    if (host.equals("localhost") || host.equals(configured) || allowed.contains(host)) {
      return true;
    }
    boolean ipv6 = host.startsWith("[");
    if (loopback) {
      return host.equals(IPV6_LOOPBACK) || (isIpv4(host) && host.startsWith("127."));
    }
    return ipv6 || isIpv4(host);
  }

  private static boolean isIpv4(String host) {
    return IPV4.matcher(host).matches();
  }
}
