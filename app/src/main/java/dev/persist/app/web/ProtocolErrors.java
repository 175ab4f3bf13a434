package dev.persist.app.web;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests that Jetty refuses before Javalin with problem documents: bad request lines, ambiguous paths, and
 * requests that come while the server stops.
 */
final class ProtocolErrors extends ErrorHandler {
  private static final String STOPPING = "nothing was done: the app is stopping; send it again to another node, or when the"
      + " app is back";

  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request, Response response, int code, String message, @Nullable Throwable cause, Callback callback) {
    var reason = cause instanceof HttpException http && http.getReason() != null ? http.getReason() : "";
    int status = cause instanceof HttpException && code >= 500 ? 400 : code;
    boolean stopping = status == HttpStatus.SERVICE_UNAVAILABLE_503;
    var problem = Problem.of(status, stopping ? STOPPING : reason.isEmpty() ? HttpStatus.getMessage(status) : reason);
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.TYPE);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    if (stopping) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    response.write(true, ByteBuffer.wrap(problem.json()), callback);
  }
}
