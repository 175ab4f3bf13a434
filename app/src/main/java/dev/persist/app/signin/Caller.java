package dev.persist.app.signin;

import dev.persist.app.web.Refusal;
import io.javalin.http.Context;

/**
 * Who makes a request.
 *
 * @param user the name of the account
 * @param token the token of the session
 */
public record Caller(String user, String token) {
  private static final String ATTRIBUTE = Caller.class.getName();

  /** Returns who makes the request, which the gate found to be signed in. */
  public static Caller of(Context ctx) {
    Caller caller = ctx.attribute(ATTRIBUTE);
    if (caller == null) {
      throw Refusal.of(401, "sign in first");
    }
    return caller;
  }

  void attachTo(Context ctx) {
    ctx.attribute(ATTRIBUTE, this);
  }

  @Override
  public String toString() {
    return user; // and not the token
  }
}
