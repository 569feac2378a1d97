package dev.ccexecutor.server.cli.client;

import java.io.PrintWriter;
import java.util.Map;

/**
 * One command line, and where it was given.
 *
 * @param request what it says
 * @param environment of this process
 * @param streams of this process
 * @param out for answers
 * @param err for messages
 */
public record Invocation(
    Request request,
    Map<String, String> environment,
    StandardStreams streams,
    PrintWriter out,
    PrintWriter err) {

  GivenOptions options() {
    return request.options();
  }

  /** For people, on a line of its own. */
  void say(String message) {
    err.println("cc-executor: " + message);
    err.flush();
  }
}
