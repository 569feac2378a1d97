package dev.ccexecutor.server.security;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens in force: those of the environment, which stay, and those of the file, which are read
 * again when it changes. A file that can't be used changes nothing. Any thread may ask; one thread
 * looks.
 */
public final class TokenStore {
  private static final Logger log = LoggerFactory.getLogger(TokenStore.class);

  private final Tokens fixed;
  private final Path fileOrNull;
  private final WatchedFiles watch;
  private volatile Tokens current;

  private TokenStore(Tokens fixed, Path fileOrNull) throws UnusableCredentialsException {
    this.fixed = fixed;
    this.fileOrNull = fileOrNull;
    watch = new WatchedFiles(fileOrNull == null ? List.of() : List.of(fileOrNull));
    current = fixed.and(readFile());
  }

  /**
   * Where tokens come from.
   *
   * @param file lines of {@code name:token}, if there is one
   * @param token the only one, of the principal {@code default}; may be empty
   * @param tokens {@code name:token}, separated by commas or line feeds; may be empty
   * @param tokenPlace what the first of these is called
   * @param tokensPlace what the second of these is called
   */
  public record Sources(
      Optional<Path> file, String token, String tokens, String tokenPlace, String tokensPlace) {
    @Override
    public String toString() {
      return "sources of tokens";
    }
  }

  /**
   * Reads all.
   *
   * @throws UnusableCredentialsException with every problem found
   */
  public static TokenStore open(Sources sources) throws UnusableCredentialsException {
    List<String> problems = new ArrayList<>();
    Tokens single = Tokens.NONE;
    Tokens several = Tokens.NONE;
    try {
      if (!sources.token().isEmpty()) {
        single =
            TokenReader.readSingle(sources.tokenPlace(), new Principal("default"), sources.token());
      }
    } catch (UnusableCredentialsException unusable) {
      problems.addAll(unusable.problems());
    }
    try {
      if (!sources.tokens().isEmpty()) {
        several = TokenReader.readList(sources.tokensPlace(), sources.tokens());
      }
    } catch (UnusableCredentialsException unusable) {
      problems.addAll(unusable.problems());
    }
    try {
      TokenStore store = new TokenStore(single.and(several), sources.file().orElse(null));
      if (problems.isEmpty()) {
        return store;
      }
    } catch (UnusableCredentialsException unusable) {
      problems.addAll(unusable.problems());
    }
    throw new UnusableCredentialsException(problems);
  }

  /** Whether clients need a token. That never changes: a file without any is refused. */
  public boolean areRequired() {
    return !current.isEmpty();
  }

  /** Whose token this is. */
  public Optional<Principal> find(TokenDigest presented) {
    return current.find(presented);
  }

  /** Whether there is still a token of that name, be it another one than before. */
  public boolean knows(Principal principal) {
    return principal.equals(Principal.ANONYMOUS) || current.principals().contains(principal);
  }

  /**
   * Reads the file again if it has changed. Blocks.
   *
   * @return whether other tokens are in force now
   */
  public boolean refresh() {
    if (!watch.haveChanged()) {
      return false;
    }
    try {
      current = fixed.and(readFile());
      log.atInfo()
          .addKeyValue("file", fileOrNull)
          .addKeyValue("tokens", current.size())
          .addKeyValue("names", current.principals().size())
          .log("tokens were read again");
      return true;
    } catch (UnusableCredentialsException unusable) {
      log.atError()
          .addKeyValue("file", fileOrNull)
          .addKeyValue("problem", unusable.getMessage())
          .log("the token file has changed and can't be used; the former tokens stay in force");
      return false;
    }
  }

  private Tokens readFile() throws UnusableCredentialsException {
    if (fileOrNull == null) {
      return Tokens.NONE;
    }
    byte[] text;
    try {
      text = GuardedFile.read(fileOrNull, GuardedFile.Readers.OWNER);
    } catch (UnusableCredentialsException unusable) {
      throw new UnusableCredentialsException("token file " + unusable.getMessage());
    }
    try {
      return TokenReader.readLines("token file " + fileOrNull, text);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }
}
