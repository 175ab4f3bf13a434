package dev.persist.app.web;

import dev.persist.StoreException;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.eclipse.jetty.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers every failure with a problem document. An unforeseen failure is a 500 with an incident id, and is logged. */
final class Errors {
  private static final Logger LOG = LoggerFactory.getLogger("dev.persist.app");

  private Errors() {}

  static void register(JavalinConfig config) {
    config.routes.exception(Refusal.class, (refusal, ctx) -> refusal.problem().answer(ctx));
    config.routes.exception(InvalidField.class, (invalid, ctx) -> invalid.problem().answer(ctx));
    config.routes.exception(StoreException.class, Errors::storeFault);
    config.routes.exception(MethodNotAllowedResponse.class, Errors::methodNotAllowed);
    config.routes.exception(
        HttpResponseException.class,
        (e, ctx) -> {
          var detail = e.getStatus() == 404 ? "there is nothing at this path" : String.valueOf(e.getMessage());
          Problem.of(e.getStatus(), detail).answer(ctx);
        });
    config.routes.exception(Exception.class, Errors::unforeseen);
    config.router.javaLangErrorHandler(Errors::fatal);
  }

  private static void methodNotAllowed(MethodNotAllowedResponse e, Context ctx) {
    ctx.header("Allow", String.join(", ", e.getDetails().values()));
    if (ctx.req().getMethod().equals("OPTIONS")) {
      ctx.status(204);
    } else {
      Problem.of(405, "this path does not take " + ctx.method().name()).answer(ctx);
    }
  }

  private static void unforeseen(Exception e, Context ctx) {
    if (e instanceof HttpException http) { // thrown by Jetty for a body that breaks the protocol half way
      Problem.of(400, "" + http.getReason()).answer(ctx);
    } else {
      incident(ctx.path(), e).answer(ctx);
    }
  }

  private static void storeFault(StoreException fault, Context ctx) {
    var problem = switch (fault) {
      case StoreException.UnknownOutcome unknown -> {
        incident(ctx.path(), unknown);
        yield Problem.of(503, "the write may or may not have taken effect. With an Idempotency-Key, sending it again"
            + " under the same key is safe; without one, read the state first");
      }
      case StoreException.Failed failed -> away(ctx, failed, "nothing was written: an earlier write failed, and the"
          + " store takes no more writes until the app is restarted; after that, send it again under the same key");
      case StoreException.Closed closed ->
        away(ctx, closed, "nothing was written: the app is stopping; send it again when the app is back");
      case StoreException.Unavailable absent ->
        away(ctx, absent, "nothing was written: the store is not available; send it again later");
      case StoreException.Refused refused -> incident(ctx.path(), refused);
      case StoreException.Damaged damaged -> incident(ctx.path(), damaged);
    };
    problem.answer(ctx);
  }

  /** Logs only a line, since each request fails in the same way until the store is back. */
  private static Problem away(Context ctx, StoreException fault, String detail) {
    LOG.warn("503 for {} {}: {}; cause: {}", ctx.method(), ctx.path(), fault.getMessage(), "" + fault.getCause());
    return Problem.of(503, detail);
  }

  private static void fatal(HttpServletResponse response, Error e) {
    var problem = incident("", e);
    response.setStatus(problem.status());
    response.setContentType(Problem.TYPE);
    response.setHeader("Cache-Control", "no-store");
    try {
      response.getOutputStream().write(problem.json());
    } catch (IOException gone) {
      LOG.debug("the caller has closed the connection", gone);
    }
  }

  private static Problem incident(String path, Throwable e) {
    var id = Provenance.current().map(Provenance::request).orElseGet(() -> UUID.randomUUID().toString());
    LOG.error("incident {} {}", id, path, e);
    return Problem.of(500, "incident " + id + ": the app failed; tell its operator this id");
  }
}
