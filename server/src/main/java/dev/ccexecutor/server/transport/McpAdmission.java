package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.security.OriginRule;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.Set;

/** Says by its head whose a request for {@code /mcp} is, before anything of its body is read. */
@RunsOn(ThreadRole.EVENT_LOOP)
final class McpAdmission {
  private static final Set<HttpMethod> METHODS =
      Set.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.DELETE);

  private final TransportContext context;
  private final TokenCheck tokens;
  private final OriginRule origins;

  McpAdmission(TransportContext context) {
    this.context = context;
    this.tokens = new TokenCheck(context.access().tokens(), context.access().attempts());
    this.origins = WebSocketUpgrade.originRule(context);
  }

  /** Takes the tokens out of the request, whatever becomes of it. */
  Admission admit(Peer peer, HttpRequest request) {
    UpgradeRefusal refusal = HttpRoutes.refusalByHost(context, request);
    if (refusal == null) {
      refusal = refusal(request);
    }
    return refusal == null ? tokens.admit(peer.network(), request) : new Admission.Refused(refusal);
  }

  private UpgradeRefusal refusal(HttpRequest request) {
    HttpHeaders headers = request.headers();
    if (!origins.accepts(
        headers.getAll(HttpHeaderNames.ORIGIN), headers.get(HttpHeaderNames.HOST))) {
      return new UpgradeRefusal(HttpResponseStatus.FORBIDDEN, "this origin is not allowed");
    }
    if (!METHODS.contains(request.method())) {
      return new UpgradeRefusal(
          HttpResponseStatus.METHOD_NOT_ALLOWED,
          "method not allowed",
          Map.of(HttpHeaderNames.ALLOW, "GET, POST, DELETE"));
    }
    return null;
  }
}
