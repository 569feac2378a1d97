package dev.ccexecutor.server.posix;

/** The {@link SpawnGuard} of a request has found something else than it was told to expect. */
public final class SpawnRefusedException extends PosixException {
  private static final long serialVersionUID = 1L;

  /** What is not as it should be. */
  public enum Culprit {
    /** The working directory is outside those that are allowed. */
    DIRECTORY,
    /** The name of a program leads to another file than it did. */
    PROGRAM
  }

  private final Culprit culprit;

  SpawnRefusedException(Culprit culprit, String path) {
    super("spawn", Errno.EACCES, path);
    this.culprit = culprit;
  }

  public Culprit culprit() {
    return culprit;
  }
}
