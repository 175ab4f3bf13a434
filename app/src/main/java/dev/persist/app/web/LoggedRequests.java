package dev.persist.app.web;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.MDC;

/** Adds to what is logged while a request is answered its method and path, and what {@link Provenance} tells of it. */
final class LoggedRequests extends Handler.Wrapper {
  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    MDC.put("method", request.getMethod());
    MDC.put("path", request.getHttpURI().getPath());
    try {
      return super.handle(request, response, callback);
    } finally {
      MDC.clear(); // the thread may answer another request after this one
    }
  }
}
