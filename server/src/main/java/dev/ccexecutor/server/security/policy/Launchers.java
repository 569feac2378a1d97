package dev.ccexecutor.server.security.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Programs that run others, or any code, when their arguments say so. Who may run one of them may
 * run everything, which is seldom what a list is meant to say.
 */
final class Launchers {
  private static final Set<String> NAMES =
      Set.of(
          // shells and interpreters
          "sh",
          "bash",
          "dash",
          "zsh",
          "ksh",
          "mksh",
          "ash",
          "fish",
          "csh",
          "tcsh",
          "busybox",
          "toybox",
          "awk",
          "gawk",
          "mawk",
          "nawk",
          "sed",
          "perl",
          "ruby",
          "lua",
          "php",
          "node",
          "nodejs",
          "deno",
          "bun",
          "java",
          "jshell",
          "tclsh",
          "expect",
          "bc",
          "dc",
          "gdb",
          "sqlite3",
          "psql",
          "mysql",
          // what runs another command
          "env",
          "xargs",
          "find",
          "parallel",
          "nice",
          "nohup",
          "timeout",
          "time",
          "setsid",
          "setpriv",
          "stdbuf",
          "ionice",
          "chrt",
          "taskset",
          "flock",
          "watch",
          "script",
          "strace",
          "ltrace",
          "unshare",
          "nsenter",
          "chroot",
          "runuser",
          "su",
          "sudo",
          "doas",
          "pkexec",
          "systemd-run",
          "ssh",
          "rsync",
          "scp",
          "sftp",
          "socat",
          "nc",
          "ncat",
          "screen",
          "tmux",
          "at",
          "batch",
          "crontab",
          "docker",
          "podman",
          "kubectl",
          "start-stop-daemon",
          "run-parts",
          "prlimit",
          "capsh",
          "bwrap",
          "firejail",
          "entr",
          // what builds, packs, edits or shows, and can be told to run something
          "git",
          "hg",
          "svn",
          "make",
          "cmake",
          "ninja",
          "npm",
          "npx",
          "yarn",
          "pnpm",
          "pip",
          "cargo",
          "go",
          "mvn",
          "gradle",
          "ant",
          "tar",
          "zip",
          "cpio",
          "vi",
          "vim",
          "nvim",
          "view",
          "ex",
          "ed",
          "emacs",
          "nano",
          "less",
          "more",
          "most",
          "man",
          "pg",
          "split",
          "sort",
          "ctags",
          "tcpdump");

  private static final List<String> NUMBERED =
      List.of("python", "pypy", "perl", "ruby", "lua", "php");

  private Launchers() {}

  /** One line for each rule by which one of them may run with whatever arguments. */
  static List<String> warnings(String place, List<ProgramRule> rules) {
    List<String> warnings = new ArrayList<>();
    for (ProgramRule rule : rules) {
      if (rule.leading().isEmpty() && !rule.exact() && isLauncher(rule.program())) {
        warnings.add(
            place
                + ": "
                + rule.text()
                + " can run any other program: the list does not bind who may run it");
      }
    }
    return warnings;
  }

  private static boolean isLauncher(AllowedProgram program) {
    return isLauncher(program.path().getFileName().toString())
        || isLauncher(program.realPath().getFileName().toString());
  }

  private static boolean isLauncher(String name) {
    return NAMES.contains(name)
        || NUMBERED.stream()
            .anyMatch(
                start ->
                    name.startsWith(start) && name.substring(start.length()).matches("[0-9.]*"));
  }
}
