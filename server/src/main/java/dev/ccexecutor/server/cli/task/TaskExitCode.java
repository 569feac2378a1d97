package dev.ccexecutor.server.cli.task;

import dev.ccexecutor.protocol.client.ClientException;
import dev.ccexecutor.server.agent.AgentFailure;
import dev.ccexecutor.server.agent.AgentResult;
import dev.ccexecutor.server.cli.client.ExitCode;

/** What the commands of this package say to their caller. */
final class TaskExitCode {
  static final int OK = ExitCode.OK;

  /** It was run, and has failed. */
  static final int FAILED = 1;

  static final int USAGE = ExitCode.USAGE;

  /** What became of it is not known. */
  static final int LOST = ExitCode.LOST;

  /** The server does not let this client in, or does not start it. */
  static final int REFUSED = ExitCode.REFUSED;

  static final int NO_SERVER = ExitCode.NO_SERVER;

  /** This program itself failed. */
  static final int CLIENT_FAILED = ExitCode.CLIENT_FAILED;

  /** 128 + SIGINT. */
  static final int CANCELED = 130;

  private TaskExitCode() {}

  static int of(AgentResult result) {
    return result.failure() == null ? OK : of(result.failure().type());
  }

  static int of(AgentFailure failure) {
    return switch (failure) {
      case LOST -> LOST;
      case REFUSED -> REFUSED;
      case CANCELED -> CANCELED;
      default -> FAILED;
    };
  }

  static int of(ClientException failure) {
    return switch (failure.reason()) {
      case UNREACHABLE, TIMEOUT -> NO_SERVER;
      case REFUSED, UNAUTHORIZED, TOO_MANY_ATTEMPTS, SESSION_LIMIT -> REFUSED;
      case LOST, CLOSED -> LOST;
      default -> CLIENT_FAILED;
    };
  }
}
