package dev.ccexecutor.server.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The users and groups of this machine, by whatever the C library asks for them (nsswitch.conf(5)).
 * That may take a while, so it is for the start only.
 */
public final class UserDatabase {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  private static final long BUFFER_BYTES = 256 * 1024;

  // struct passwd and struct group, the same on x86-64 and aarch64.
  private static final long PASSWD_BYTES = 48;
  private static final long PASSWD_NAME = 0;
  private static final long PASSWD_UID = 16;
  private static final long PASSWD_GID = 20;
  private static final long PASSWD_HOME = 32;
  private static final long PASSWD_SHELL = 40;
  private static final long GROUP_BYTES = 32;
  private static final long GROUP_GID = 16;

  private static final int MOST_GROUPS = 65_536; // NGROUPS_MAX of the kernel
  private static final String STANDARD_SHELL = "/bin/sh";

  /** Linked when somebody asks, since hardly any server does. */
  private static final class Calls {
    static final MethodHandle GETPWNAM_R =
        LibC.direct("getpwnam_r", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
    static final MethodHandle GETPWUID_R =
        LibC.direct("getpwuid_r", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
    static final MethodHandle GETGRNAM_R =
        LibC.direct("getgrnam_r", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
    static final MethodHandle GETGROUPLIST =
        LibC.direct("getgrouplist", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS);
  }

  private UserDatabase() {}

  /**
   * Looks a user up.
   *
   * @param user a name, or a number
   * @param group a name, or a number, which is then the only group; null for those of the user
   * @throws IOException if there is no such user or group; the message says so
   */
  public static UserAccount find(String user, String group) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entry = entryOf(arena, user);
      if (entry == null) {
        return withoutEntry(arena, user, group);
      }
      String name = text(entry, PASSWD_NAME);
      int ownGroup = entry.get(JAVA_INT, PASSWD_GID);
      int gid = group == null ? ownGroup : gidOf(arena, group);
      return new UserAccount(
          name,
          entry.get(JAVA_INT, PASSWD_UID),
          gid,
          group == null ? groupsOf(arena, name, ownGroup) : List.of(gid),
          orElse(text(entry, PASSWD_HOME), "/"),
          orElse(text(entry, PASSWD_SHELL), STANDARD_SHELL));
    }
  }

  private static UserAccount withoutEntry(Arena arena, String user, String group)
      throws IOException {
    if (!isNumber(user)) {
      throw new IOException("there is no user of that name");
    }
    if (group == null) {
      throw new IOException("a number that no user has needs a group as well");
    }
    int gid = gidOf(arena, group);
    int uid = Integer.parseInt(user);
    return new UserAccount(user, uid, gid, List.of(gid), "/", STANDARD_SHELL);
  }

  /** A name that looks like a number goes first, as with chown(1). */
  private static MemorySegment entryOf(Arena arena, String user) throws IOException {
    MemorySegment found = arena.allocate(ADDRESS);
    MemorySegment entry = arena.allocate(PASSWD_BYTES, 8);
    MemorySegment texts = arena.allocate(BUFFER_BYTES);
    try {
      MemorySegment name = arena.allocateFrom(user);
      check(
          (int) Calls.GETPWNAM_R.invokeExact(name, entry, texts, BUFFER_BYTES, found),
          "getpwnam_r");
      if (isNothing(found) && isNumber(user)) {
        int uid = Integer.parseInt(user);
        check(
            (int) Calls.GETPWUID_R.invokeExact(uid, entry, texts, BUFFER_BYTES, found),
            "getpwuid_r");
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
    return isNothing(found) ? null : entry;
  }

  private static int gidOf(Arena arena, String group) throws IOException {
    MemorySegment found = arena.allocate(ADDRESS);
    MemorySegment entry = arena.allocate(GROUP_BYTES, 8);
    try {
      MemorySegment name = arena.allocateFrom(group);
      check(
          (int)
              Calls.GETGRNAM_R.invokeExact(
                  name, entry, arena.allocate(BUFFER_BYTES), BUFFER_BYTES, found),
          "getgrnam_r");
    } catch (IOException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
    if (!isNothing(found)) {
      return entry.get(JAVA_INT, GROUP_GID);
    }
    if (!isNumber(group)) {
      throw new IOException("there is no group of that name");
    }
    return Integer.parseInt(group);
  }

  private static List<Integer> groupsOf(Arena arena, String user, int ownGroup) {
    MemorySegment groups = arena.allocate(JAVA_INT, MOST_GROUPS);
    MemorySegment count = arena.allocateFrom(JAVA_INT, MOST_GROUPS);
    try {
      MemorySegment name = arena.allocateFrom(user);
      int result = (int) Calls.GETGROUPLIST.invokeExact(name, ownGroup, groups, count);
      if (result < 0) {
        throw new IllegalStateException("more groups than a process may be in");
      }
      return Arrays.stream(groups.asSlice(0, 4L * result).toArray(JAVA_INT)).boxed().toList();
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }

  private static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  private static boolean isNothing(MemorySegment pointer) {
    return pointer.get(ADDRESS, 0).address() == 0;
  }

  @SuppressWarnings("restricted") // The C library says that there is a text.
  private static String text(MemorySegment entry, long field) {
    return entry.get(ADDRESS, field).reinterpret(BUFFER_BYTES).getString(0);
  }

  private static String orElse(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }

  /** These return the error, and 0 without a result where there is no such entry. */
  private static void check(int error, String call) throws PosixException {
    if (error != 0 && error != Errno.ENOENT && error != Errno.ESRCH) {
      throw new PosixException(call, error);
    }
  }
}
