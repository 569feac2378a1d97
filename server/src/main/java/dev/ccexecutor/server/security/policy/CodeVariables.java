package dev.ccexecutor.server.security.policy;

import java.util.List;
import java.util.Set;

/**
 * Variables by which the loader, shells, interpreters and common programs are made to run other
 * code than their own, or to find it elsewhere. No such list can be complete: this one is a net
 * below a prefix that covers more than was meant.
 */
final class CodeVariables {
  private static final Set<String> NAMES =
      Set.of(
          "PATH",
          "HOME",
          "SHELL",
          "ENV",
          "IFS",
          "CDPATH",
          "GLOBIGNORE",
          "PROMPT_COMMAND",
          "PS4",
          "SHELLOPTS",
          "BASHOPTS",
          "ZDOTDIR",
          "FPATH",
          "EDITOR",
          "VISUAL",
          "PAGER",
          "MANPAGER",
          "BROWSER",
          "LESSOPEN",
          "LESSCLOSE",
          "CLASSPATH",
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "_JAVA_OPTIONS",
          "MAVEN_OPTS",
          "GRADLE_OPTS",
          "MAKEFLAGS",
          "MAKEFILES",
          "GCONV_PATH",
          "LOCPATH",
          "NLSPATH",
          "HOSTALIASES",
          "RESOLV_HOST_CONF",
          "TERMINFO",
          "TERMINFO_DIRS",
          "TERMCAP",
          "AWKPATH",
          "AWKLIBPATH",
          "TAR_OPTIONS",
          "RSYNC_RSH",
          "CVS_RSH",
          "SUDO_ASKPASS",
          "SSH_ASKPASS",
          "OPENSSL_CONF",
          "OPENSSL_MODULES",
          "OPENSSL_ENGINES",
          "PSQLRC",
          "INPUTRC",
          "XDG_CONFIG_HOME",
          "XDG_CONFIG_DIRS",
          "XDG_DATA_DIRS");

  private static final List<String> PREFIXES =
      List.of(
          "LD_",
          "DYLD_",
          "GLIBC_",
          "MALLOC_",
          "BASH_",
          "ZSH_",
          "KSH_",
          "PYTHON",
          "PERL",
          "RUBY",
          "GEM_",
          "BUNDLE_",
          "NODE_",
          "NPM_",
          "npm_",
          "LUA_",
          "PHP",
          "GIT_",
          "SVN_",
          "HG",
          "DOCKER_",
          "CARGO_",
          "RUST",
          "GO",
          "CC_EXECUTION_");

  private CodeVariables() {}

  static boolean has(String name) {
    return NAMES.contains(name) || PREFIXES.stream().anyMatch(name::startsWith);
  }
}
