package dev.ccexecutor.server.security.policy;

import java.nio.file.Path;
import java.util.Set;

/**
 * A program as it was found when the list was made. It is a pair of a file and a name: what a
 * program like busybox does depends on the name that it is called by, so the same file by another
 * name is another program.
 *
 * @param path what it is called by, and sees as its name: its directory's real path, and the name
 *     in it, which may be a symbolic link
 * @param realPath the file itself, without any symbolic link
 * @param names all that clients may call it
 */
public record AllowedProgram(Path path, Path realPath, Set<String> names) {
  public AllowedProgram {
    names = Set.copyOf(names);
  }
}
