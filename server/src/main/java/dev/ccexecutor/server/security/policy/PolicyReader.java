package dev.ccexecutor.server.security.policy;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Makes one policy of its object in a file. What the object does not permit is not permitted: any
 * program but those named, shells, variables, the spool, leftovers. What it does not bound is not
 * bound.
 */
final class PolicyReader {
  private static final double TEN_YEARS = 315_360_000;
  private static final Pattern VARIABLES = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\*?|\\*");

  private final List<String> problems;
  private final List<String> warnings;
  private final ProgramReader programs;
  private final ReplaceablePrograms replaceable = new ReplaceablePrograms();

  PolicyReader(ProgramSearchPath path, List<String> problems, List<String> warnings) {
    this.problems = problems;
    this.warnings = warnings;
    this.programs = new ProgramReader(path, problems);
  }

  Policy read(StrictObject policy) {
    CommandRules commands = commands(policy);
    Policy read =
        new Policy(
            commands,
            directories(policy),
            environment(policy, commands instanceof CommandRules.Listed),
            ceilings(policy),
            policy.flag("spool"),
            policy.flag("keep_leftovers"),
            new Policy.Pace(count(policy, "max_executions"), count(policy, "starts_per_minute")));
    policy.refuseOthers();
    return read;
  }

  private CommandRules commands(StrictObject policy) {
    boolean shells = policy.flag("shells");
    Optional<JsonNode> listed = policy.member("programs");
    if (listed.isEmpty()) {
      policy.problem("programs", "is missing; \"any\" lets every program run");
      return new CommandRules.Anything(false);
    }
    if (listed.get().isString() && listed.get().stringValue().equals("any")) {
      return new CommandRules.Anything(shells);
    }
    if (shells) {
      policy.problem("shells", "must be false where programs are listed: a shell runs all others");
    }
    List<ProgramRule> rules = programRules(policy, listed.get());
    warnings.addAll(Launchers.warnings(policy.placeOf("programs"), rules));
    warnings.addAll(replaceable.warnings(policy.placeOf("programs"), rules));
    return new CommandRules.Listed(new ProgramList(rules));
  }

  private List<ProgramRule> programRules(StrictObject policy, JsonNode listed) {
    List<ProgramRule> rules = new ArrayList<>();
    if (!listed.isArray()) {
      policy.problem("programs", "must be an array, or \"any\"");
    }
    for (int i = 0; i < listed.size(); i++) {
      String place = policy.placeOf("programs[" + i + "]");
      programRule(place, listed.get(i)).ifPresent(rules::add);
    }
    return rules;
  }

  private Optional<ProgramRule> programRule(String place, JsonNode entry) {
    if (entry.isString()) {
      return programs.words(place, entry.stringValue());
    }
    if (entry.isArray()) {
      return words(place, entry).flatMap(words -> programs.command(place, words, false));
    }
    if (!entry.isObject()) {
      problems.add(place + ": must be a string, an array of strings, or an object");
      return Optional.empty();
    }
    StrictObject object = new StrictObject(place, entry, problems);
    List<String> words = object.texts("command");
    boolean exact = exact(object);
    object.refuseOthers();
    return programs.command(place, words, exact);
  }

  private static boolean exact(StrictObject object) {
    String word = object.member("args").map(node -> node.asString("")).orElse("any");
    if (!word.equals("any") && !word.equals("exact")) {
      object.problem("args", "must be \"any\" or \"exact\"");
    }
    return word.equals("exact");
  }

  private Optional<List<String>> words(String place, JsonNode array) {
    List<String> words = new ArrayList<>();
    for (JsonNode word : array) {
      if (!word.isString()) {
        problems.add(place + ": must be an array of strings");
        return Optional.empty();
      }
      words.add(word.stringValue());
    }
    return Optional.of(words);
  }

  private static List<Path> directories(StrictObject policy) {
    List<Path> directories = new ArrayList<>();
    for (String text : policy.texts("directories")) {
      try {
        Path path = Path.of(text);
        if (path.isAbsolute() && Files.isDirectory(path)) {
          directories.add(path.toRealPath());
        } else {
          policy.problem("directories", "\"" + text + "\" is not the absolute path of a directory");
        }
      } catch (IOException | InvalidPathException e) {
        policy.problem("directories", "\"" + text + "\" can't be looked at: " + e.getMessage());
      }
    }
    if (directories.isEmpty() && policy.member("directories").isPresent()) {
      policy.problem("directories", "must name a directory");
    }
    return directories;
  }

  private EnvironmentRule environment(StrictObject policy, boolean guarded) {
    List<String> patterns = policy.texts("environment");
    for (String pattern : patterns) {
      if (!VARIABLES.matcher(pattern).matches()) {
        policy.problem(
            "environment", "\"" + pattern + "\" is no name, nor a prefix such as PREFIX*");
      }
    }
    EnvironmentRule rule = new EnvironmentRule(patterns, guarded);
    if (guarded) {
      for (String name : rule.dangerous()) {
        warnings.add(
            policy.placeOf("environment")
                + ": "
                + name
                + " can make programs run other ones: the list does not bind who may set it");
      }
    }
    return rule;
  }

  private static Ceilings ceilings(StrictObject policy) {
    Optional<StrictObject> limits = policy.object("limits");
    Long defaultTimeout = policy.seconds("default_timeout", TEN_YEARS);
    if (limits.isEmpty()) {
      return new Ceilings(null, defaultTimeout, null, null, null, ProcessCeilings.NONE);
    }
    StrictObject named = limits.get();
    Ceilings ceilings =
        new Ceilings(
            named.seconds("timeout", TEN_YEARS),
            defaultTimeout,
            named.seconds("detach_ttl", TEN_YEARS),
            named.integer("window", ExecuteParams.MIN_WINDOW_BYTES, Long.MAX_VALUE),
            named.integer("replay", 0, Long.MAX_VALUE),
            processes(named));
    named.refuseOthers();
    if (ceilings.timeoutMillis() != null
        && defaultTimeout != null
        && defaultTimeout > ceilings.timeoutMillis()) {
      policy.problem("default_timeout", "must be at most limits.timeout");
    }
    return ceilings;
  }

  private static ProcessCeilings processes(StrictObject limits) {
    return new ProcessCeilings(
        limits.integer("cpu_s", 1, Integer.MAX_VALUE),
        limits.integer("address_space_bytes", 1 << 20, 1L << 53),
        limits.integer("open_files", 16, Integer.MAX_VALUE),
        limits.integer("processes", 1, Integer.MAX_VALUE),
        limits.integer("nice", -20, 19),
        limits.integer("oom_score_adj", -1000, 1000));
  }

  private static int count(StrictObject policy, String name) {
    Long count = policy.integer(name, 1, 1_000_000);
    return count == null ? 0 : Math.toIntExact(count);
  }
}
