package dev.persist.app.web;

import io.javalin.http.Context;

/** Lets a request through to its route, or throws a {@link Refusal}. It runs before the route reads the body. Thread-safe. */
public interface Gate {
  /** Requires that the caller has {@code permission}. */
  void require(Context ctx, Permission permission);
}
