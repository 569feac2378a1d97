package dev.ccexecutor.server.cli.terminal;

import dev.ccexecutor.protocol.execution.Signal;
import dev.ccexecutor.server.posix.OwnSignal;
import dev.ccexecutor.server.posix.PosixException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Signals to this process. {@code sun.misc.Signal} is all that Java has for them: its shutdown
 * hooks know of no other than the last, and can't tell which one it was. It is in the module
 * jdk.unsupported, which is there to stay for the likes of this, and used by reflection because the
 * compiler's warning about it can't be switched off for one class.
 *
 * <p>Handlers run on threads of their own, which the JVM makes; names are without {@code SIG}.
 */
public final class ProcessSignals {
  private static final Class<?> SIGNAL = type("sun.misc.Signal");
  private static final Class<?> HANDLER = type("sun.misc.SignalHandler");

  private static final long END_MILLIS = 1_000;

  private ProcessSignals() {}

  /** One that was ignored when the process started, as {@code nohup} has it, stays so. */
  public static void handle(String name, Runnable handler) {
    InvocationHandler invocation =
        (proxy, method, arguments) -> {
          if (method.getDeclaringClass() == Object.class) {
            return method.invoke(handler, arguments);
          }
          handler.run();
          return null;
        };
    Object proxy =
        Proxy.newProxyInstance(HANDLER.getClassLoader(), new Class<?>[] {HANDLER}, invocation);
    setHandler(signal(name), proxy);
  }

  /** It has no effect from now on. */
  public static void ignore(String name) {
    setHandler(signal(name), constant("SIG_IGN"));
  }

  /**
   * Stops this process as the kernel does for SIGTSTP, until a SIGCONT. Returns after that, or at
   * once: the signal reaches the other threads when it does.
   */
  public static void stop() throws PosixException {
    OwnSignal.send(numberOf("STOP"));
  }

  /**
   * Ends this process by a signal that it could have ended by long ago, so that its parent sees it:
   * a shell ends its loop after an INT, and not after an exit code 130. Returns only if that is not
   * to be.
   */
  public static void endBy(String name) {
    setHandler(signal(name), constant("SIG_DFL"));
    try {
      OwnSignal.send(numberOf(name));
      // Another thread may get it, and then this one is a moment ahead.
      Thread.sleep(END_MILLIS);
    } catch (PosixException | InterruptedException unexpected) {
      return; // The exit code says the same to all but a few.
    }
  }

  private static int numberOf(String name) {
    return Signal.numberOf(name).orElseThrow();
  }

  private static Object signal(String name) {
    return reflect(() -> SIGNAL.getConstructor(String.class).newInstance(name));
  }

  private static Object constant(String name) {
    return reflect(() -> HANDLER.getField(name).get(null));
  }

  private static void setHandler(Object signal, Object handler) {
    reflect(() -> method("handle", SIGNAL, HANDLER).invoke(null, signal, handler));
  }

  private static Method method(String name, Class<?>... parameters) throws NoSuchMethodException {
    return SIGNAL.getMethod(name, parameters);
  }

  private static Class<?> type(String name) {
    return (Class<?>) reflect(() -> Class.forName(name));
  }

  private static Object reflect(Reflection reflection) {
    try {
      return reflection.run();
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError("this Java lets nobody handle signals", impossible);
    }
  }

  @FunctionalInterface
  private interface Reflection {
    Object run() throws ReflectiveOperationException;
  }
}
