package dev.ccexecutor.server.supervisor;

/** Takes what a service manager is to hear: lines of {@code NAME=value}. Throws nothing. */
@FunctionalInterface
interface Notifications {
  void send(String message);
}
