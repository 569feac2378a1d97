package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecuteParamsBuilder;
import dev.ccexecutor.protocol.execution.OnDisconnect;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StdinMode;
import dev.ccexecutor.protocol.execution.TerminalSize;
import dev.ccexecutor.protocol.jsonrpc.InvalidParameterException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What {@code run} asks a server for. */
final class ExecuteRequest {
  /** The longest that there is: ten years. */
  private static final double FOR_GOOD_SECONDS = 315_360_000;

  private final Invocation invocation;
  private final GivenOptions options;

  ExecuteRequest(Invocation invocation) {
    this.invocation = invocation;
    this.options = invocation.options();
  }

  /**
   * The parameters.
   *
   * @param pty the size of the command's terminal, if it gets one
   */
  ExecuteParams params(boolean thisMachine, boolean input, Optional<TerminalSize> pty)
      throws WrongArgumentException {
    var words = invocation.request().words();
    ExecuteParamsBuilder builder =
        words.size() == 1 ? ExecuteParams.command(words.getFirst()) : ExecuteParams.argv(words);
    try {
      builder.onDisconnect(OnDisconnect.DETACH);
      directory(builder, thisMachine);
      times(builder);
      names(builder);
      if (pty.isPresent()) {
        builder.pty(pty.get());
      } else if (input) {
        builder.stdin(StdinMode.PIPE);
      }
      spool(builder);
      return builder.build();
    } catch (InvalidParameterException invalid) {
      throw new WrongArgumentException(invalid.field() + " " + invalid.getMessage());
    }
  }

  private void directory(ExecuteParamsBuilder builder, boolean thisMachine) {
    String directory = options.text(ClientOption.CWD);
    if (thisMachine) {
      Path here = Path.of("").toAbsolutePath();
      builder.cwd(here.resolve(directory == null ? "" : directory).toString());
    } else if (directory != null) {
      builder.cwd(directory);
    }
  }

  private void times(ExecuteParamsBuilder builder) throws WrongArgumentException {
    options.seconds(ClientOption.TIMEOUT).ifPresent(builder::timeout);
    options.seconds(ClientOption.IDLE_TIMEOUT).ifPresent(builder::idleTimeout);
    OptionalDouble ttl = options.seconds(ClientOption.TTL);
    if (ttl.isPresent() || options.has(ClientOption.DETACH)) {
      builder.detachTtl(ttl.orElse(FOR_GOOD_SECONDS));
    }
  }

  private void names(ExecuteParamsBuilder builder) throws WrongArgumentException {
    builder.executionId(options.text(ClientOption.ID));
    if (options.has(ClientOption.LABEL)) {
      builder.labels(pairs(ClientOption.LABEL));
    }
    if (options.has(ClientOption.ENV)) {
      builder.env(pairs(ClientOption.ENV));
    }
  }

  private Map<String, String> pairs(ClientOption option) throws WrongArgumentException {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String text : options.texts(option)) {
      int equals = text.indexOf('=');
      String name = equals < 0 ? text : text.substring(0, equals);
      if (equals >= 0) {
        pairs.put(name, text.substring(equals + 1));
      } else if (option == ClientOption.ENV && invocation.environment().containsKey(name)) {
        pairs.put(name, invocation.environment().get(name));
      } else {
        throw GivenOptions.wrong(option, "'" + text + "' has no value");
      }
    }
    return pairs;
  }

  private void spool(ExecuteParamsBuilder builder) throws WrongArgumentException {
    String mode = options.text(ClientOption.SPOOL);
    if (mode != null) {
      builder.spool(spoolOf(mode));
    } else if (options.has(ClientOption.DETACH)) {
      // Nobody reads it for now, and it is not to wait for that.
      builder.spool(SpoolMode.OVERFLOW);
    }
  }

  private static SpoolMode spoolOf(String text) throws WrongArgumentException {
    for (SpoolMode mode : SpoolMode.values()) {
      if (mode.wireName().equals(text.toLowerCase(Locale.ROOT))) {
        return mode;
      }
    }
    throw GivenOptions.wrong(ClientOption.SPOOL, "'" + text + "' is not off, overflow or all");
  }
}
