package dev.ccexecutor.server.cli.terminal;

import dev.ccexecutor.server.posix.OwnTerminal;
import dev.ccexecutor.server.posix.PosixException;
import dev.ccexecutor.server.posix.WindowSize;
import java.util.Optional;

/**
 * The terminal of this process while another one does its work. Its modes are put back by {@link
 * #restore}, and if that is never reached, by a hook when the JVM ends by itself. (What is killed
 * can't put anything back; most shells do it then.) May be used on any thread.
 */
public final class RawTerminal {
  private static final int STDIN = 0;

  private final OwnTerminal terminal;
  private OwnTerminal.Modes modesBefore;
  private boolean ended;

  private RawTerminal(OwnTerminal terminal) {
    this.terminal = terminal;
  }

  /** The one on stdin, still as it is; nothing if there is none. */
  public static Optional<RawTerminal> onStdin() {
    Optional<RawTerminal> raw = OwnTerminal.of(STDIN).map(RawTerminal::new);
    raw.ifPresent(
        each -> Runtime.getRuntime().addShutdownHook(new Thread(each::restoreForGood, "terminal")));
    return raw;
  }

  /** Nothing if it has none. */
  public Optional<WindowSize> size() throws PosixException {
    return terminal.size();
  }

  /** Makes it raw; without effect if it is so already, or if this process is in the background. */
  public synchronized void makeRaw() throws PosixException {
    // Who is not in the foreground would change it under somebody else.
    if (ended || modesBefore != null || !JobControl.isForeground()) {
      return;
    }
    OwnTerminal.Modes modes = terminal.modes();
    terminal.makeRaw(modes);
    modesBefore = modes;
  }

  /** Puts its modes back; without effect if it is not raw. */
  public synchronized void restore() throws PosixException {
    OwnTerminal.Modes modes = modesBefore;
    modesBefore = null;
    if (modes != null) {
      terminal.set(modes);
    }
  }

  private synchronized void restoreForGood() {
    ended = true;
    try {
      restore();
    } catch (PosixException hungUp) {
      // There is no terminal any more, and so nobody who would mind.
    }
  }
}
