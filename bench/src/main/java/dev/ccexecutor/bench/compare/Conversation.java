package dev.ccexecutor.bench.compare;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/**
 * What is said over one connection, in whatever way the server is spoken to. For one thread at a
 * time, on which all reading is done.
 */
interface Conversation extends AutoCloseable {
  /** Asks for a command to be started, and waits for nothing. */
  void start(List<String> argv) throws IOException;

  /** Reads until one more of the commands has ended and all its output has come. */
  void awaitEnd() throws IOException;

  /**
   * Kills all that run, and reads until all have ended.
   *
   * @return how many bytes all commands of this conversation have written, if the server tells
   */
  OptionalLong killAll() throws IOException;

  /**
   * Reads until this time has come.
   *
   * @param nanoTime of {@link System#nanoTime}
   */
  void readUntilTime(long nanoTime) throws IOException;

  /** Reads until there is any of the children's bytes. */
  void awaitOutput() throws IOException;

  /** The children's bytes that have come. */
  long childBytes();

  /** All bytes that have come over the socket. */
  long receivedBytes();

  @Override
  void close() throws IOException;
}
