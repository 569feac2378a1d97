package dev.ccexecutor.server.security.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the programs of a list, along the server's own PATH. Reads the disk. */
public final class ProgramSearchPath {
  /** Where programs are on every system, several of them often being one directory. */
  private static final List<String> USUAL =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  private final List<Path> directories;

  private ProgramSearchPath(List<Path> directories) {
    this.directories = directories;
  }

  /**
   * A search path.
   *
   * @param path directories as in PATH; one that is not absolute depends on where the server was
   *     started, and is left out; null for none
   */
  public static ProgramSearchPath of(String path) {
    List<Path> directories = new ArrayList<>();
    for (String directory : (path == null ? "" : path).split(":", -1)) {
      if (directory.startsWith("/")) {
        directories.add(Path.of(directory));
      }
    }
    return new ProgramSearchPath(List.copyOf(directories));
  }

  /**
   * Finds a program.
   *
   * @param text a name, or an absolute path
   * @throws NoProgramException if there is none
   */
  AllowedProgram find(String text) throws NoProgramException {
    Path found = text.indexOf('/') < 0 ? search(text) : absolute(text);
    try {
      Path path = found.getParent().toRealPath().resolve(found.getFileName());
      Path realPath = found.toRealPath();
      return new AllowedProgram(path, realPath, names(text, path, realPath));
    } catch (IOException e) {
      throw new NoProgramException("can't be looked at: " + e);
    }
  }

  private Path search(String name) throws NoProgramException {
    return searchIfThere(name).orElseThrow(() -> new NoProgramException("is no program on PATH"));
  }

  private Optional<Path> searchIfThere(String name) throws NoProgramException {
    Path fileName = toPath(name);
    return directories.stream()
        .map(directory -> directory.resolve(fileName))
        .filter(ProgramSearchPath::isProgram)
        .findFirst();
  }

  private static Path absolute(String text) throws NoProgramException {
    Path path = toPath(text);
    if (!path.isAbsolute()) {
      throw new NoProgramException("is neither a name nor an absolute path");
    }
    if (path.getFileName() == null || !isProgram(path)) {
      throw new NoProgramException("is no executable file");
    }
    return path;
  }

  /**
   * All by which clients may call it: the name alone, if that leads to this very file, and this
   * name in each directory in which it does.
   */
  private Set<String> names(String text, Path path, Path realPath) throws NoProgramException {
    String name = path.getFileName().toString();
    Set<String> names = new HashSet<>();
    names.add(text);
    names.add(path.toString());
    List<Path> candidates = new ArrayList<>(directories);
    USUAL.forEach(directory -> candidates.add(Path.of(directory)));
    candidates.add(realPath.getParent());
    for (Path directory : candidates) {
      Path candidate = directory.resolve(name);
      if (isSame(candidate, realPath)) {
        names.add(candidate.toString());
      }
    }
    if (searchIfThere(name).filter(first -> isSame(first, realPath)).isPresent()) {
      names.add(name);
    }
    return names;
  }

  private static boolean isSame(Path candidate, Path realPath) {
    try {
      return candidate.toRealPath().equals(realPath);
    } catch (IOException e) {
      return false; // There is no such file, which is the usual case.
    }
  }

  private static boolean isProgram(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }

  private static Path toPath(String text) throws NoProgramException {
    try {
      Path path = Path.of(text);
      String name = path.getFileName() == null ? "" : path.getFileName().toString();
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        throw new NoProgramException("names no program");
      }
      return path;
    } catch (InvalidPathException e) {
      throw new NoProgramException("is no path");
    }
  }
}
