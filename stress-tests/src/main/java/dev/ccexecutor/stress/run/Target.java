package dev.ccexecutor.stress.run;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.stress.result.ServerFacts;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The server under stress. May be used on any thread. */
interface Target {

  URI uri();

  /** With which clients are let in. */
  ClientOptions options();

  /** Words for the client's commands of the command line that connect. */
  List<String> connectionWords();

  /** Variables for them. */
  Map<String, String> connectionVariables();

  /** Whether the suite has started it, so that nobody else uses it. */
  boolean isOwn();

  /** Its process, where that is its own. */
  OptionalLong pid();

  /** Whether /proc of this machine tells of its commands. */
  boolean isHere();

  /** What it has logged since the call before; empty where its log can't be seen. */
  Optional<List<String>> newLogLines();

  /** A client for questions, beside those of the scenario. */
  ExecutorClient probe();

  ServerFacts facts();
}
