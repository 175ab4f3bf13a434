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

/** Answers requests that Jetty refuses before Javalin (bad request lines, ambiguous paths) with problem documents. */
final class ProtocolErrors extends ErrorHandler {
  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request, Response response, int code, String message, @Nullable Throwable cause, Callback callback) {
    var reason = cause instanceof HttpException http && http.getReason() != null ? http.getReason() : "";
    int status = cause instanceof HttpException && code >= 500 ? 400 : code;
    var problem = Problem.of(status, reason.isEmpty() ? HttpStatus.getMessage(code) : reason);
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.TYPE);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.write(true, ByteBuffer.wrap(problem.json()), callback);
  }
}
