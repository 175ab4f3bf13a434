package dev.persist.app.signin;

import java.util.stream.Stream;

/** Knows which values of the store nobody may read, not even an administrator. */
public final class Secrets {
  private Secrets() {}

  /** Returns whether the value of {@code key} is about an account or a session. */
  public static boolean isSecret(String key) {
    return Stream.of(Accounts.PREFIX, Sessions.PREFIX).anyMatch(key::startsWith);
  }
}
