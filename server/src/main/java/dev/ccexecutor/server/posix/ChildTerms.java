package dev.ccexecutor.server.posix;

/**
 * What is the same for all children of a server.
 *
 * @param noNewPrivileges whether no program that they execute gains anything by set-user-ID bits or
 *     the like (no_new_privs of prctl(2)), for good
 * @param user whom they run as; null for the server's own, and where there is one the server is
 *     root
 */
public record ChildTerms(boolean noNewPrivileges, UserAccount user) {
  /** Neither. */
  public static final ChildTerms PLAIN = new ChildTerms(false, null);
}
