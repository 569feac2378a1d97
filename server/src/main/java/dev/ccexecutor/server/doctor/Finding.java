package dev.ccexecutor.server.doctor;

/**
 * What one check has seen.
 *
 * @param check its name
 * @param found in a few words
 * @param advice what to do; empty if there is nothing to be done
 */
public record Finding(String check, State state, String found, String advice) {
  /** How it is. */
  public enum State {
    /** As it should be. */
    OK,
    /** A server runs, and something that it offers does not, or not as far as is configured. */
    WARNING,
    /** No server runs, or it does nothing that is of use. */
    PROBLEM
  }
}
