package dev.ccexecutor.server.posix;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Children run as another user, by a prefix of {@code setpriv} that changes to it and executes the
 * program.
 *
 * <p>Of that user this server's thread takes but what gives nobody a hold on it: its groups, and
 * its file system ids for as long as it looks for a program. Who shares one of a thread's other
 * user ids may send signals to its process (kill(2)).
 */
final class LaunchAsUser implements Launcher {
  private final UserAccount user;
  private final RunAsPrefix prefix;

  /** Where children start that nothing else is asked for; null until {@link #begin}. */
  private String standardDirectory;

  LaunchAsUser(UserAccount user, RunAsPrefix prefix) {
    this.user = user;
    this.prefix = prefix;
  }

  /**
   * Its real group makes the prefix a privileged program to the loader (AT_SECURE of getauxval(3)),
   * which then heeds none of the variables that a client can choose.
   */
  @Override
  public void begin() throws IOException {
    ThreadCredentials.setGroups(user.groups());
    ThreadCredentials.setRealGroup(user.gid());
    loadClasses();
    standardDirectory = chooseDirectory();
  }

  /** While it is another user, a thread may be unable to read this server's own jars. */
  private void loadClasses() throws IOException {
    ThreadCredentials.setFileSystemUser(0, 0);
    UserAccess.enter("/").close();
    UserAccess.requireProgram(Path.of("/bin/sh"), "/bin/sh");
    try {
      UserAccess.requireProgram(Path.of("/dev/null"), "/dev/null");
    } catch (PosixException e) {
      prefix.requireUsable();
    }
  }

  /** The server's own, if the user may be there. */
  private String chooseDirectory() throws IOException {
    PosixException refusal = null;
    for (String directory : List.of(Path.of("").toAbsolutePath().toString(), user.home(), "/")) {
      try {
        enter(directory).close();
        return directory;
      } catch (PosixException e) {
        refusal = e;
      }
    }
    throw refusal;
  }

  private FileDescriptor enter(String directory) throws PosixException {
    become(user.uid(), user.gid());
    try {
      return UserAccess.enter(directory);
    } finally {
      become(0, 0);
    }
  }

  @Override
  public Launch prepare(SpawnRequest asked) throws PosixException {
    SpawnRequest request =
        withProgram(asked.workingDirectory() == null ? asked.in(standardDirectory) : asked);
    FileDescriptor directory = enter(request.workingDirectory());
    try {
      request.guard().checkDirectory(directory, asked.workingDirectory());
      requireProgram(request);
      return new Launch(prefix.program(), prefix.wrap(request), directory, null);
    } catch (PosixException | RuntimeException | Error e) {
      LaunchAsServer.closeAfter(e, directory);
      throw e;
    }
  }

  /** The prefix executes what is called so: it knows no other name for it. */
  private static SpawnRequest withProgram(SpawnRequest request) {
    String program = request.guard().program();
    if (program == null) {
      return request;
    }
    List<String> argv = new ArrayList<>(request.argv());
    argv.set(0, program);
    return request.by(argv, request.environment(), request.limits());
  }

  private void requireProgram(SpawnRequest request) throws PosixException {
    String word = request.argv().getFirst();
    become(user.uid(), user.gid());
    try {
      String program = ProgramSearch.resolve(word, request, UserAccess::mayExecute);
      UserAccess.requireProgram(Path.of(request.workingDirectory()).resolve(program), word);
    } finally {
      become(0, 0);
    }
  }

  private static void become(int uid, int gid) throws PosixException {
    ThreadCredentials.setFileSystemUser(uid, gid);
  }

  /** So that it may open them once more, as {@code echo >/dev/stderr} does. */
  @Override
  public void handOver(ChildEnds ends) throws PosixException {
    ends.setOwner(user.uid());
  }
}
