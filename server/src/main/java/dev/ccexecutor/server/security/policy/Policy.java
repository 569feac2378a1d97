package dev.ccexecutor.server.security.policy;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.Leftovers;
import dev.ccexecutor.protocol.execution.SpoolMode;
import java.nio.file.Path;
import java.util.List;

/**
 * What one client may run, and how.
 *
 * @param directories real paths within which commands start, the first being where they start by
 *     themselves; none for no bound
 * @param spool whether output may go to disk
 * @param keepLeftovers whether processes may outlive their command
 * @param pace how many, and how often
 */
public record Policy(
    CommandRules commands,
    List<Path> directories,
    EnvironmentRule environment,
    Ceilings ceilings,
    boolean spool,
    boolean keepLeftovers,
    Pace pace) {

  /** Everything that the server can do. */
  public static final Policy UNRESTRICTED =
      new Policy(
          new CommandRules.Anything(true),
          List.of(),
          new EnvironmentRule(List.of("*"), false),
          Ceilings.NONE,
          true,
          true,
          Pace.UNBOUNDED);

  /** Of a client that no policy is for. */
  static final Policy NOTHING =
      new Policy(
          new CommandRules.Nothing(),
          List.of(),
          new EnvironmentRule(List.of(), true),
          Ceilings.NONE,
          false,
          false,
          Pace.UNBOUNDED);

  public Policy {
    directories = List.copyOf(directories);
  }

  /** Nothing but the programs of a list, by which no way of running others is meant to lead. */
  static Policy onlyPrograms(ProgramList programs) {
    return new Policy(
        new CommandRules.Listed(programs),
        List.of(),
        new EnvironmentRule(List.of(), true),
        Ceilings.NONE,
        true,
        true,
        Pace.UNBOUNDED);
  }

  /**
   * How many commands a client may run.
   *
   * @param maxExecutions at a time, in all its sessions; 0 for no bound
   * @param startsPerMinute on average, and at once; 0 for no bound
   */
  public record Pace(int maxExecutions, int startsPerMinute) {
    public static final Pace UNBOUNDED = new Pace(0, 0);
  }

  /**
   * Looks at all that a request asks for.
   *
   * @param shell the server's
   * @throws CommandRefusedException if something of it is not allowed
   */
  public PermittedCommand permit(ExecuteParams params, String shell)
      throws CommandRefusedException {
    PermittedCommand command =
        params.argv() == null
            ? commands.permitLine(params.command(), shell)
            : commands.permitArgv(params.argv());
    environment.check(params.environment().keySet());
    checkTraces(params);
    ceilings.check(params);
    return command;
  }

  private void checkTraces(ExecuteParams params) throws CommandRefusedException {
    if (!spool && params.spoolMode() != SpoolMode.OFF) {
      throw CommandRefusedException.of(
          PolicyRule.SPOOL_NOT_ALLOWED, "spool", "must be \"off\" here");
    }
    if (!keepLeftovers && params.leftoversMode() == Leftovers.KEEP) {
      throw CommandRefusedException.of(
          PolicyRule.LEFTOVERS_NOT_ALLOWED, "leftovers", "must be \"terminate\" here");
    }
  }

  /** The running time that counts, once the request was permitted; 0 for no end. */
  public long timeoutMillis(ExecuteParams params) {
    return ceilings.settledTimeoutMillis(params);
  }

  /** The time without an owner that counts, once the request was permitted. */
  public long detachTtlMillis(ExecuteParams params) {
    return ceilings.settledDetachTtlMillis(params);
  }

  /** As much of a replay as is allowed. */
  public long replayBytes(long bytes) {
    return ceilings.settledReplayBytes(bytes);
  }

  /** Where the command starts: as was asked for, else where commands do; null for the server's. */
  public String directory(ExecuteParams params) {
    return params.cwd() == null && !directories.isEmpty()
        ? directories.getFirst().toString()
        : params.cwd();
  }
}
