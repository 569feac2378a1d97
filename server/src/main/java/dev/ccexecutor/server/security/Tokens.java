package dev.ccexecutor.server.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The tokens of one moment. A name may have several, for the time of a change. Immutable. */
public final class Tokens {
  static final Tokens NONE = new Tokens(List.of());

  private final List<Token> all;

  /** A token and whose it is. */
  record Token(Principal principal, TokenDigest digest) {}

  Tokens(List<Token> all) {
    this.all = List.copyOf(all);
  }

  /** These and those. */
  Tokens and(Tokens others) {
    List<Token> both = new ArrayList<>(all);
    both.addAll(others.all);
    return new Tokens(both);
  }

  /** Whose token this is. It is compared with every one, whichever it equals. */
  Optional<Principal> find(TokenDigest presented) {
    Principal found = null;
    for (Token token : all) {
      boolean same = token.digest().equals(presented);
      found = same ? token.principal() : found;
    }
    return Optional.ofNullable(found);
  }

  Set<Principal> principals() {
    return all.stream().map(Token::principal).collect(Collectors.toUnmodifiableSet());
  }

  boolean contains(TokenDigest digest) {
    return find(digest).isPresent();
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  int size() {
    return all.size();
  }

  @Override
  public String toString() {
    return all.size() + " tokens";
  }
}
