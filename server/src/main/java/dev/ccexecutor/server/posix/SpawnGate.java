package dev.ccexecutor.server.posix;

import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a child back between its fork and its exec, while something is done to it that
 * posix_spawn(3) can't do and that must be done before it runs a single instruction of its program.
 *
 * <p>The child's last file action opens a FIFO for reading, which waits until somebody opens it for
 * writing (fifo(7)). An <i>attendant</i>, on a thread of its own because the spawner's waits for
 * the exec, finds the child, does to it what is to be done, and opens the FIFO. The exec itself
 * stays posix_spawn's, and so does whatever is wrong with it.
 *
 * <p>Made and used on the spawner's thread; one child at a time.
 */
final class SpawnGate implements AutoCloseable {
  /** What is done to a child that is held back. */
  interface Preparation {
    void prepare(int pid) throws PosixException;
  }

  private static final Logger log = LoggerFactory.getLogger(SpawnGate.class);

  /** Where it is held in the child: the lowest number, so that little is needed to open it. */
  static final int GATE_FD = 3;

  private static final int OWNER_ONLY = 0600;
  private static final int SIGKILL = 9;
  private static final long LOOK_AGAIN_NANOS = 20_000;

  /** The place of the flags among the fields of stat, counted from the state (proc_pid_stat(5)). */
  private static final int FLAGS = 6;

  /** It was forked and has not come to an exec: PF_FORKNOEXEC of the kernel's sched.h. */
  private static final long FORKED_NOT_EXECUTED = 0x40;

  /** It ends, or is a zombie: PF_EXITING. */
  private static final long EXITING = 0x4;

  private final Path path;
  private final FileDescriptor fifo;
  private final String fifoPath;
  private final Path children;
  private final ExecutorService attendants;

  private SpawnGate(Path path, FileDescriptor fifo, Path children) {
    this.path = path;
    this.fifo = fifo;
    this.fifoPath = "/proc/self/fd/" + fifo.intValue();
    this.children = children;
    this.attendants =
        Executors.newSingleThreadExecutor(new DefaultThreadFactory("spawn-gate", true));
  }

  /**
   * For the children of the thread that calls this.
   *
   * @param path of the FIFO that is made: by it a next server finds who still waits here when this
   *     one is killed
   */
  static SpawnGate create(Path path) throws IOException {
    Path thread = Path.of("/proc/thread-self").toRealPath();
    makeFifo(path.toString());
    // O_PATH, since a descriptor that reads or writes would open the gate for good.
    try {
      FileDescriptor fifo = Descriptors.open(path.toString(), Descriptors.O_PATH);
      return new SpawnGate(path, fifo, thread.resolve("children"));
    } catch (PosixException e) {
      Files.delete(path);
      throw e;
    }
  }

  private static void makeFifo(String path) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = LibC.captureErrno(arena);
      if ((int) ChildLibC.MKFIFO.invokeExact(errno, arena.allocateFrom(path), OWNER_ONLY) != 0) {
        throw new PosixException("mkfifo", LibC.errno(errno), path);
      }
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }

  /**
   * Lets the child wait in the open of the FIFO. All else is closed before: what opens a file under
   * a low limit of open files needs a low number that is free.
   */
  void holdBack(FileActions actions) throws PosixException {
    actions.duplicate(fifo.intValue(), GATE_FD);
    actions.closeFrom(GATE_FD + 1);
    actions.open(GATE_FD + 1, "/proc/self/fd/" + GATE_FD, Descriptors.O_RDONLY);
  }

  /** Sets an attendant to work for the child that the calling thread spawns next. */
  Attendance attend(Preparation preparation) {
    return new Attendance(preparation);
  }

  @Override
  public void close() throws IOException {
    attendants.shutdown();
    fifo.close();
    Files.deleteIfExists(path); // Its directory may have been deleted with it.
  }

  /** One child's way through the gate. */
  final class Attendance {
    private final CompletableFuture<Throwable> failure;
    private volatile boolean over;

    private Attendance(Preparation preparation) {
      failure = CompletableFuture.supplyAsync(() -> attend(preparation), attendants);
    }

    /** The spawn has returned, with a child or without. Waits for the attendant to be through. */
    void end() {
      over = true;
      failure.join();
    }

    /** Why the child was killed at the gate; null if it was not. To be read after the end. */
    Throwable failure() {
      return failure.join();
    }

    private Throwable attend(Preparation preparation) {
      int child = awaitChild();
      if (child == 0) {
        return null;
      }
      try {
        preparation.prepare(child);
      } catch (PosixException | RuntimeException | Error e) {
        kill(child);
        return e;
      }
      while (!over && !openOnce()) {
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      }
      return null;
    }

    private int awaitChild() {
      int child = childBeforeItsExec();
      while (!over && child == 0) {
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        child = childBeforeItsExec();
      }
      return over ? 0 : child;
    }
  }

  /**
   * The one living child of the spawner's thread that has not come to its exec; 0 if there is none.
   * The kernel lists children in the order of their forks. It can't run past the gate, nor can
   * anybody but the spawner's thread reap it, so its pid stays its own. An older one that was
   * killed at the gate is a zombie.
   */
  private int childBeforeItsExec() {
    try {
      String list = Files.readString(children, StandardCharsets.ISO_8859_1).trim();
      if (list.isEmpty()) {
        return 0;
      }
      int newest = Integer.parseInt(list.substring(list.lastIndexOf(' ') + 1));
      return isBeforeItsExec(newest) ? newest : 0;
    } catch (IOException e) {
      // The newest of before was reaped, or there is no descriptor just now: it is looked at again.
      log.atDebug().setCause(e).log("the child at the gate can't be looked at now");
      return 0;
    }
  }

  /** Whether it was forked, has not come to an exec, and lives. */
  static boolean isBeforeItsExec(int pid) throws IOException {
    Path path = Path.of("/proc/" + pid + "/stat");
    String stat = Files.readString(path, StandardCharsets.ISO_8859_1);
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", FLAGS + 2);
    long flags = Long.parseLong(fields[FLAGS]);
    return (flags & (FORKED_NOT_EXECUTED | EXITING)) == FORKED_NOT_EXECUTED;
  }

  /** Whether the child was waiting there, and goes on. */
  private boolean openOnce() {
    try {
      Descriptors.open(fifoPath, Descriptors.O_WRONLY | Descriptors.O_NONBLOCK).close();
      return true;
    } catch (PosixException e) {
      if (e.errno() != Errno.ENXIO) { // No reader, so the child has not come to the gate yet.
        log.atDebug().setCause(e).log("the gate can't be opened now");
      }
      return false;
    } catch (IOException e) {
      log.atError().setCause(e).log("closing the gate failed");
      return true;
    }
  }

  /** Ahead of its exec: posix_spawn then returns, and tells the child's pid as if all was well. */
  private static void kill(int child) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = LibC.captureErrno(arena);
      if ((int) ChildLibC.KILL.invokeExact(errno, child, SIGKILL) != 0) {
        throw new IllegalStateException("kill(" + child + "): " + Errno.name(LibC.errno(errno)));
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }
}
