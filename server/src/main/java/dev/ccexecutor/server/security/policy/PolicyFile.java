package dev.ccexecutor.server.security.policy;

import dev.ccexecutor.server.security.GuardedFile;
import dev.ccexecutor.server.security.Principal;
import dev.ccexecutor.server.security.UnusableCredentialsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A file of policies, as docs/POLICIES.md has its form. Reads the disk. */
public final class PolicyFile {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Path file;
  private final ProgramSearchPath path;
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  private PolicyFile(Path file, ProgramSearchPath path) {
    this.file = file;
    this.path = path;
  }

  /**
   * Reads a file whole.
   *
   * @throws PolicyException with everything that is wrong with it
   */
  public static PolicyTable read(Path file, ProgramSearchPath path) throws PolicyException {
    return new PolicyFile(file, path).read();
  }

  private PolicyTable read() throws PolicyException {
    PolicyTable table = table(new StrictObject("", parsed(), problems));
    if (!problems.isEmpty()) {
      throw failure();
    }
    return table;
  }

  private PolicyTable table(StrictObject root) {
    PolicyReader reader = new PolicyReader(path, problems, warnings);
    Optional<Policy> others = root.object("default").map(reader::read);
    Map<String, Policy> byName = new HashMap<>();
    Optional<StrictObject> principals = root.object("principals");
    if (principals.isPresent()) {
      for (String name : principals.get().allNames()) {
        if (!Principal.isWellFormed(name)) {
          principals.get().problem(name, "is no name: 1 to 64 of A-Z a-z 0-9 . _ -");
        }
        principals.get().object(name).map(reader::read).ifPresent(one -> byName.put(name, one));
      }
    }
    root.refuseOthers();
    if (others.isEmpty() && byName.isEmpty()) {
      root.problem("", "has neither a default nor principals: nobody could run anything");
    }
    return new PolicyTable(byName, others.orElse(Policy.NOTHING), warnings);
  }

  private JsonNode parsed() throws PolicyException {
    try {
      return MAPPER.readTree(GuardedFile.read(file, GuardedFile.Readers.ANYBODY));
    } catch (JacksonException e) {
      problems.add("is no JSON: " + e.getOriginalMessage() + place(e));
    } catch (UnusableCredentialsException e) {
      throw new PolicyException(e.problems().stream().map("policy file "::concat).toList());
    }
    throw failure();
  }

  private static String place(JacksonException e) {
    return e.getLocation() == null
        ? ""
        : " (line "
            + e.getLocation().getLineNr()
            + ", column "
            + e.getLocation().getColumnNr()
            + ")";
  }

  private PolicyException failure() {
    return new PolicyException(
        problems.stream().map(problem -> "policy file " + file + ": " + problem).toList());
  }
}
