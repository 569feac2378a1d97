package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.server.config.AccessConfig;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The options of the client's commands. */
@SuppressWarnings("ImmutableEnumChecker") // what it gives out are copies, or can not be changed
public enum ClientOption {
  URL(
      "--url",
      "URL",
      "The server. Default: " + ServerAddress.DEFAULT_URL + ".",
      "Variable: " + ServerAddress.URL_VARIABLE + "."),
  TOKEN_FILE(
      "--token-file",
      "FILE",
      "File with the token, or a line name:token, for this user's eyes only.",
      "Default: none. The variable " + AccessConfig.TOKEN_VARIABLE + " may have the token itself."),
  CA("--ca", "FILE", "PEM file of issuers to trust with wss://. Default: those that Java trusts."),
  CERT("--cert", "FILE", "PEM file of this client's certificate. Default: none."),
  KEY("--key", "FILE", "PEM file of its key (PKCS#8, not encrypted). Default: none."),
  CWD(
      "--cwd",
      "DIR",
      "Directory to run it in.",
      "Default: this one if the server is on this machine, else the server's."),
  ENV(
      "--env",
      "NAME=VALUE",
      Form.VALUES,
      "A variable of its environment; NAME alone passes this one's on. May be repeated."),
  TIMEOUT(
      "--timeout",
      "SECONDS",
      "Time after which it is stopped; may end in ms, s, m or h. Default: none."),
  IDLE_TIMEOUT("--idle-timeout", "SECONDS", "Silence after which it is stopped. Default: none."),
  TTY("--tty", Form.FLAG, "Gives it a terminal, whatever stdin and stdout are here."),
  NO_TTY("--no-tty", Form.FLAG, "Gives it none. Default: if stdin and stdout are terminals."),
  STDIN("--stdin", Form.FLAG, "Gives it an input even though it is detached; see input."),
  NO_STDIN("--no-stdin", Form.FLAG, "Gives it /dev/null instead of this input."),
  DETACH("--detach", Form.FLAG, "Prints its id and leaves it alone."),
  TTL(
      "--ttl",
      "SECONDS",
      "Time alone after which it is stopped. Default: 60; with --detach ten years."),
  ID("--id", "ID", "Its id: 1 to 64 of A-Z a-z 0-9 . _ -  Default: made up."),
  LABEL("--label", "NAME=VALUE", Form.VALUES, "Shown by ps. May be repeated."),
  SPOOL(
      "--spool",
      "MODE",
      "What of its output goes to the server's disk: off, overflow or all.",
      "Default: off; with --detach overflow."),
  JSON("--json", Form.FLAG, "Answers in JSON: see docs/CLI.md."),
  PROGRESS(
      "--progress", Form.FLAG, "Tells on stderr what it does, also where that is no terminal."),
  NO_PROGRESS("--no-progress", Form.FLAG, "Never tells that. Default: on a terminal after 2 s."),
  ALL("--all", Form.FLAG, "Those that have ended too."),
  FOLLOW("--follow", Form.FLAG, "Goes on until it has ended; the exit code is the command's."),
  STREAM("--stream", "NAME", "Only stdout, or only stderr."),
  FROM("--from", "OFFSET", "From this byte of each stream on. Default: the oldest that is kept."),
  TAIL("--tail", "LINES", "Only so many lines of each stream, and what follows them."),
  OBSERVE("--observe", Form.FLAG, "Only looks on: takes it from nobody, and gives it no input."),
  GRACE("--grace", "SECONDS", "From TERM to KILL. Default: what it was started with."),
  KEEP_OPEN("--keep-open", Form.FLAG, "Does not end the input where this one ends.");

  /** How an option is given. */
  public enum Form {
    /** Without a value. */
    FLAG,
    /** With a value, once. */
    VALUE,
    /** With a value, as often as one likes. */
    VALUES
  }

  /** With which a server is found, and let in to. */
  public static final Set<ClientOption> CONNECTION = EnumSet.of(URL, TOKEN_FILE, CA, CERT, KEY);

  private static final Set<ClientOption> RUN =
      EnumSet.of(
          CWD,
          ENV,
          TIMEOUT,
          IDLE_TIMEOUT,
          TTY,
          NO_TTY,
          STDIN,
          NO_STDIN,
          DETACH,
          TTL,
          ID,
          LABEL,
          SPOOL,
          JSON,
          PROGRESS,
          NO_PROGRESS);

  private final String optionName;
  private final String valueName;
  private final Form form;
  private final List<String> description;

  ClientOption(String optionName, String valueName, String... description) {
    this(optionName, valueName, Form.VALUE, description);
  }

  ClientOption(String optionName, Form form, String... description) {
    this(optionName, "", form, description);
  }

  ClientOption(String optionName, String valueName, Form form, String... description) {
    this.optionName = optionName;
    this.valueName = valueName;
    this.form = form;
    this.description = List.of(description);
  }

  /** Those of {@code run}. */
  public static Set<ClientOption> ofRun() {
    EnumSet<ClientOption> all = EnumSet.copyOf(CONNECTION);
    all.addAll(RUN);
    return all;
  }

  /** With its two dashes. */
  public String optionName() {
    return optionName;
  }

  /** What stands for its value in the help; empty for a flag. */
  public String valueName() {
    return valueName;
  }

  public Form form() {
    return form;
  }

  /** For the help, line by line. */
  public List<String> description() {
    return description;
  }

  /** A letter that stands for it, as habits have it; empty for most. */
  public String shortName() {
    return switch (this) {
      case DETACH -> "-d";
      case ENV -> "-e";
      case NO_STDIN -> "-n";
      case FOLLOW -> "-f";
      case ALL -> "-a";
      default -> "";
    };
  }
}
