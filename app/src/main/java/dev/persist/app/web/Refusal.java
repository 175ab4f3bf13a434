package dev.persist.app.web;

import org.jspecify.annotations.Nullable;

/** Thrown by a handler to answer with a problem document instead. Nothing may have been written before. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  private Refusal(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  /** Refuses with a status of 400 or more. */
  public static Refusal of(int status, String detail) {
    return new Refusal(Problem.of(status, detail));
  }

  /** Refuses a part of the request: a header, a parameter, or a path into the body such as {@code lines[0].sku}. */
  public static Refusal field(@Nullable String field, String detail) {
    return new Refusal(Problem.of(400, field == null ? detail : field + ": " + detail).at(field));
  }

  /** Refuses because what is asked for is not there. */
  public static Refusal notFound(String detail) {
    return of(404, detail);
  }

  /** Refuses because the state does not allow it. */
  public static Refusal conflict(String detail, Object expected, Object actual) {
    return new Refusal(Problem.of(409, detail).between(expected, actual));
  }

  /** Refuses because the condition that the header {@code field} sets is false. */
  static Refusal precondition(String field, String expected, String actual) {
    var detail = field + ": " + expected + " is false, there is " + actual + "; read it again";
    return new Refusal(Problem.of(412, detail).at(field).between(expected, actual));
  }

  /** Refuses because others changed the state each time the request was tried. */
  public static Refusal busy() {
    return of(503, "other callers were faster in each attempt; nothing was written, so send it again");
  }

  /** Returns whether the server is to blame, and not what was asked for. */
  public boolean isFault() {
    return problem.status() >= 500;
  }

  Problem problem() {
    return problem;
  }
}
