package dev.ccexecutor.server.transport;

/** Told to every connection, as an event of its pipeline, when other tokens are in force. */
enum TokensChanged {
  EVENT
}
