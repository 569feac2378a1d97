package dev.ccexecutor.server.session;

/**
 * Requests that wait for their answers have places of two kinds, so that no stop waits for work.
 */
public enum RequestLane {
  WORK,
  CONTROL
}
