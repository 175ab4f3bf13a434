package dev.persist.app.web;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Optional;
import java.util.Set;

/**
 * Applies the preconditions of a read to its answer, whichever route gave it: 304 for a caller that has it already, 412
 * when {@code If-Match} is false. An answer with an entity tag may be cached, if the cache asks about it each time.
 */
final class ReadConditions implements Handler {
  private static final Set<String> READS = Set.of("GET", "HEAD");

  @Override
  public void handle(Context ctx) {
    if (!READS.contains(ctx.req().getMethod())) {
      ctx.res().setHeader("ETag", null); // the state is not what was sent; and Javalin answers 304 for a known tag
      return;
    }
    if (ctx.statusCode() / 100 != 2) {
      return;
    }
    var tag = Optional.ofNullable(ctx.res().getHeader("ETag"));
    if (tag.isPresent()) {
      ctx.header("Cache-Control", "no-cache").header("Vary", "Authorization, Cookie"); // some show a user less
    }
    var conditions = Conditions.of(ctx);
    var target = Conditions.Target.read(tag);
    var refused = conditions.refusedRead(target);
    if (refused.isPresent()) {
      refused.get().problem().answer(ctx);
    } else if (conditions.isKnown(target)) {
      ctx.status(304).result("");
      ctx.res().setContentType(null);
      ctx.res().setHeader("Content-Disposition", null);
    }
  }
}
