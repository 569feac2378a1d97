package dev.ccexecutor.server.security.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Programs that more than their owner can put another one in the place of. Each is looked at once.
 */
final class ReplaceablePrograms {
  private static final int STICKY = 01000;

  private final Map<AllowedProgram, Optional<Path>> weaknesses = new HashMap<>();

  /** One line for each rule whose program is one of them. Reads the disk. */
  List<String> warnings(String place, List<ProgramRule> rules) {
    List<String> warnings = new ArrayList<>();
    for (ProgramRule rule : rules) {
      weaknesses
          .computeIfAbsent(rule.program(), ReplaceablePrograms::weakness)
          .ifPresent(
              path ->
                  warnings.add(
                      place
                          + ": "
                          + rule.text()
                          + " can be replaced by whoever may write to "
                          + path
                          + ", which its group or others may"));
    }
    return warnings;
  }

  private static Optional<Path> weakness(AllowedProgram program) {
    for (Path start : List.of(program.realPath(), program.path().getParent())) {
      for (Path path = start; path != null; path = path.getParent()) {
        if (isOpen(path)) {
          return Optional.of(path);
        }
      }
    }
    return Optional.empty();
  }

  /** In a sticky directory only the owner of an entry can replace it (inode(7)). */
  private static boolean isOpen(Path path) {
    try {
      Map<String, Object> attributes =
          Files.readAttributes(path, "unix:mode,permissions", LinkOption.NOFOLLOW_LINKS);
      boolean sticky = ((int) attributes.get("mode") & STICKY) != 0;
      Object permissions = attributes.get("permissions");
      return !sticky
          && permissions instanceof Set<?> set
          && (set.contains(PosixFilePermission.GROUP_WRITE)
              || set.contains(PosixFilePermission.OTHERS_WRITE));
    } catch (IOException e) {
      return false; // It was there a moment ago; the spawner looks at it again.
    }
  }
}
