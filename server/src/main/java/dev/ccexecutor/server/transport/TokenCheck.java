package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.security.FailedAttempts;
import dev.ccexecutor.server.security.Network;
import dev.ccexecutor.server.security.Principal;
import dev.ccexecutor.server.security.TokenDigest;
import dev.ccexecutor.server.security.TokenStore;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says by its token whose a request is. */
@RunsOn(ThreadRole.EVENT_LOOP)
final class TokenCheck {
  private static final String CHALLENGE = "Bearer realm=\"cc-executor\"";

  private final TokenStore tokens;
  private final FailedAttempts attempts;

  TokenCheck(TokenStore tokens, FailedAttempts attempts) {
    this.tokens = tokens;
    this.attempts = attempts;
  }

  /** Takes the tokens out of the request, whatever becomes of it. */
  Admission admit(Network network, HttpRequest request) {
    List<TokenDigest> presented = PresentedTokens.takeFrom(request.headers());
    if (PresentedTokens.areInQuery(request.uri())) {
      return refused(
          HttpResponseStatus.BAD_REQUEST,
          "a token in the URL ends in logs; send it as Authorization: Bearer TOKEN");
    }
    if (!tokens.areRequired()) {
      return new Admission.Granted(Principal.ANONYMOUS);
    }
    if (presented.isEmpty()) {
      return unauthorized(
          "a token is needed: Authorization: Bearer TOKEN, or the subprotocol bearer.TOKEN");
    }
    if (presented.size() > 1) {
      return refused(HttpResponseStatus.BAD_REQUEST, "there is more than one token");
    }
    return admit(network, presented.getFirst());
  }

  private Admission admit(Network network, TokenDigest token) {
    long waitSeconds = attempts.waitSeconds(network, token);
    if (waitSeconds > 0) {
      return new Admission.Refused(
          new UpgradeRefusal(
              HttpResponseStatus.TOO_MANY_REQUESTS,
              "too many wrong tokens came from this address",
              Map.of(HttpHeaderNames.RETRY_AFTER, Long.toString(waitSeconds))));
    }
    Optional<Principal> principal = tokens.find(token);
    if (principal.isEmpty()) {
      attempts.failed(network);
      return unauthorized("the token is not known");
    }
    attempts.succeeded(network, token);
    return new Admission.Granted(principal.get());
  }

  private static Admission unauthorized(String reason) {
    return new Admission.Refused(
        new UpgradeRefusal(
            HttpResponseStatus.UNAUTHORIZED,
            reason,
            Map.of(HttpHeaderNames.WWW_AUTHENTICATE, CHALLENGE)));
  }

  private static Admission refused(HttpResponseStatus status, String reason) {
    return new Admission.Refused(new UpgradeRefusal(status, reason));
  }
}
