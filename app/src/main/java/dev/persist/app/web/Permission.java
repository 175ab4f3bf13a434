package dev.persist.app.web;

import io.javalin.http.Context;
import io.javalin.security.RouteRole;
import java.util.Optional;
import java.util.function.Function;

/** Says who may call a route. Each route declares one. */
public sealed interface Permission extends RouteRole {
  /** Anybody, without signing in. */
  Permission ANYONE = new Anyone();

  /** Every user who is signed in. */
  Permission SIGNED_IN = new SignedIn();

  /** The administrators. */
  Holder ADMIN = new Holder("app:admin");

  /** Anybody, without signing in. */
  record Anyone() implements Permission {}

  /** Every user who is signed in. */
  record SignedIn() implements Permission {}

  /**
   * The user whom a part of the path names, and administrators.
   *
   * @param parameter the part of the path
   */
  record Self(String parameter) implements Permission {}

  /**
   * The users who have a grant on a resource, and administrators.
   *
   * @param resource the resource, in which parts of the path may stand, such as {@code acl:{resource}}
   */
  record Holder(String resource) implements Permission {}

  /**
   * The user who owns what the request is about, and those who have another permission.
   *
   * @param user finds the owner; empty when there is no such thing. It may read the body, and may throw a {@link Refusal}
   * @param others who need not own it; asked first
   */
  record Owner(Function<Context, Optional<String>> user, Holder others) implements Permission {}
}
