package dev.ccexecutor.server.config;

/**
 * Another user.
 *
 * @param user a name or a number
 * @param group a name or a number; null for the user's own groups
 */
public record RunAs(String user, String group) {
  @Override
  public String toString() {
    return group == null ? user : user + ":" + group;
  }
}
