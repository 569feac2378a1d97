package dev.ccexecutor.stress.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds scenarios: those that come with the suite, and those of a directory. */
public final class ScenarioFiles {
  private static final String BUNDLED = "/dev/ccexecutor/stress/scenarios/";

  private ScenarioFiles() {}

  /** Those that come with the suite: a file for each category. */
  public static List<Scenario> bundled(Form form) throws ScenarioException {
    List<Scenario> scenarios = new ArrayList<>();
    for (Category category : Category.values()) {
      String file = category.wireName() + ".yaml";
      for (Scenario scenario : new ScenarioReader(file, form).read(resource(file))) {
        if (!scenario.category().equals(category.wireName())) {
          throw new ScenarioException(file + ": category: must be " + category.wireName());
        }
        scenarios.add(scenario);
      }
    }
    return distinct(scenarios);
  }

  /** Those of all files of a directory that end in .yaml, .yml or .json, by the files' names. */
  public static List<Scenario> in(Path directory, Form form) throws ScenarioException {
    List<Scenario> scenarios = new ArrayList<>();
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path file : entries.filter(ScenarioFiles::hasScenarios).sorted().toList()) {
        scenarios.addAll(new ScenarioReader(file.toString(), form).read(Files.readString(file)));
      }
    } catch (IOException unreadable) {
      throw new ScenarioException(directory + ": can't be read: " + unreadable, unreadable);
    }
    if (scenarios.isEmpty()) {
      throw new ScenarioException(directory + ": there is no file .yaml, .yml or .json in it");
    }
    return distinct(scenarios);
  }

  private static boolean hasScenarios(Path file) {
    return file.getFileName().toString().matches(".+\\.(ya?ml|json)");
  }

  private static List<Scenario> distinct(List<Scenario> scenarios) throws ScenarioException {
    Set<String> names = new HashSet<>();
    for (Scenario scenario : scenarios) {
      if (!names.add(scenario.name())) {
        throw new ScenarioException("two scenarios are called " + scenario.name());
      }
    }
    return scenarios;
  }

  private static String resource(String file) throws ScenarioException {
    try (InputStream in = ScenarioFiles.class.getResourceAsStream(BUNDLED + file)) {
      if (in == null) {
        throw new ScenarioException(file + ": is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new ScenarioException(file + ": can't be read: " + unreadable, unreadable);
    }
  }
}
