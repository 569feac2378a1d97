package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.execution.ControlType;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The commands that ask something of a server. */
@SuppressWarnings("ImmutableEnumChecker") // what it gives out are copies, or can not be changed
public enum ClientCommand {
  RUN(
      "Runs a command on a server, as if it ran here.",
      Words.COMMAND,
      ClientOption.ofRun(),
      "One word is a line for the shell; more are a program and its arguments.",
      "The exit code is the command's, or 127 if it is not found, 126 if it cannot be executed,",
      "120 if it was lost with the connection, 121 if the server refuses it, 122 if there is no",
      "server, 125 if this client fails, 141 if nobody reads the output."),
  PS("Lists what runs.", Words.NONE, EnumSet.of(ClientOption.ALL, ClientOption.JSON)),
  LOGS(
      "Shows what one has written, as far as it is kept.",
      Words.ID,
      EnumSet.of(
          ClientOption.FOLLOW,
          ClientOption.STREAM,
          ClientOption.FROM,
          ClientOption.TAIL,
          ClientOption.JSON,
          ClientOption.PROGRESS,
          ClientOption.NO_PROGRESS)),
  ATTACH(
      "Goes on with one as if it had been started here.",
      Words.ID,
      EnumSet.of(
          ClientOption.OBSERVE,
          ClientOption.FROM,
          ClientOption.NO_STDIN,
          ClientOption.JSON,
          ClientOption.PROGRESS,
          ClientOption.NO_PROGRESS)),
  PAUSE("Stops every process of them.", Words.IDS, EnumSet.of(ClientOption.JSON)),
  RESUME("Lets those that are paused go on.", Words.IDS, EnumSet.of(ClientOption.JSON)),
  CANCEL(
      "Ends them: TERM, and KILL after the grace.",
      Words.IDS,
      EnumSet.of(ClientOption.GRACE, ClientOption.JSON)),
  KILL("Ends them at once.", Words.IDS, EnumSet.of(ClientOption.JSON)),
  SIGNAL("Sends them a signal, such as USR1.", Words.SIGNAL_AND_IDS, EnumSet.of(ClientOption.JSON)),
  WAIT(
      "Returns when all of them have ended, with the exit code of the last.",
      Words.IDS,
      EnumSet.of(ClientOption.JSON, ClientOption.PROGRESS, ClientOption.NO_PROGRESS)),
  INPUT(
      "Takes what comes on stdin to one that was started with --stdin.",
      Words.ID,
      EnumSet.of(ClientOption.KEEP_OPEN)),
  INFO("Says what the server is, and allows.", Words.NONE, EnumSet.of(ClientOption.JSON)),
  MCP(
      "Lets a model use the server: speaks the Model Context Protocol on stdin and stdout.",
      Words.NONE,
      EnumSet.noneOf(ClientOption.class),
      "It ends at the end of stdin, and what runs for the model with it. The exit code is 0 then,",
      "or 121 if the server refuses it, 122 if there is no server, 125 if this client fails,",
      "141 if nobody reads stdout.");

  /** What stands behind the options. */
  public enum Words {
    NONE("", "0", 0, 0),
    ID("ID", "1", 1, 1),
    IDS("ID", "1..*", 1, Integer.MAX_VALUE),
    SIGNAL_AND_IDS("SIGNAL ID", "2..*", 2, Integer.MAX_VALUE),
    COMMAND("COMMAND", "1..*", 1, Integer.MAX_VALUE);

    private final String label;
    private final String arity;
    private final int least;
    private final int most;

    Words(String label, String arity, int least, int most) {
      this.label = label;
      this.arity = arity;
      this.least = least;
      this.most = most;
    }

    /** picocli takes none, and too many, whatever the arity of a list is. */
    private void check(List<String> given) throws WrongArgumentException {
      if (given.size() < least) {
        throw new WrongArgumentException(label + " is missing");
      }
      if (given.size() > most) {
        throw new WrongArgumentException("only one " + label + ", not " + String.join(" ", given));
      }
    }

    /** For the help. */
    public String label() {
      return label;
    }

    /** How many, as picocli says it. */
    public String arity() {
      return arity;
    }
  }

  private final String description;
  private final Words words;
  private final Set<ClientOption> options;
  private final List<String> footer;

  ClientCommand(String description, Words words, Set<ClientOption> options, String... footer) {
    this.description = description;
    this.words = words;
    EnumSet<ClientOption> all = EnumSet.copyOf(ClientOption.CONNECTION);
    all.addAll(options);
    this.options = all;
    this.footer = List.of(footer);
  }

  /** As it is typed. */
  public String commandName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String description() {
    return description;
  }

  public Words words() {
    return words;
  }

  public Set<ClientOption> options() {
    return EnumSet.copyOf(options);
  }

  /** For the help, line by line. */
  public List<String> footer() {
    return footer;
  }

  /**
   * Does it, and returns when all is done.
   *
   * @return the exit code
   * @throws WrongArgumentException before anything was done
   */
  public int run(Invocation invocation) throws WrongArgumentException {
    words.check(invocation.request().words());
    return new RemoteAction(steps()).run(invocation);
  }

  private RemoteAction.Steps steps() {
    return switch (this) {
      case RUN -> new RunSteps();
      case PS -> new ListSteps();
      case LOGS -> new LogsSteps();
      case ATTACH -> new AttachSteps();
      case PAUSE -> new ControlSteps(ControlType.PAUSE);
      case RESUME -> new ControlSteps(ControlType.RESUME);
      case CANCEL -> new ControlSteps(ControlType.CANCEL);
      case KILL -> new ControlSteps(ControlType.KILL);
      case SIGNAL -> new ControlSteps(ControlType.SIGNAL);
      case WAIT -> new WaitSteps();
      case INPUT -> new InputSteps();
      case INFO -> new InfoSteps();
      case MCP -> new McpSteps();
    };
  }
}
