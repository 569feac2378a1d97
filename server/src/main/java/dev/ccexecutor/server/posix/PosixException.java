package dev.ccexecutor.server.posix;

import java.io.IOException;

/** A native call failed: which one, with which errno, on which path if there is one. */
public sealed class PosixException extends IOException permits SpawnRefusedException {
  private static final long serialVersionUID = 1L;

  private final String call;
  private final int errno;
  private final String path;

  PosixException(String call, int errno, String path) {
    super(call + (path == null ? "" : " " + path) + ": " + Errno.name(errno));
    this.call = call;
    this.errno = errno;
    this.path = path;
  }

  PosixException(String call, int errno) {
    this(call, errno, null);
  }

  /** The call that failed. */
  public String call() {
    return call;
  }

  public int errno() {
    return errno;
  }

  /** The symbolic name, {@code ENOENT} say. */
  public String errnoName() {
    return Errno.name(errno);
  }

  /** The file that the call was about, or null. */
  public String path() {
    return path;
  }
}
