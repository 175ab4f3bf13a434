package dev.persist.files;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What the opening of a store has acquired so far. Closed before it {@link #succeeded}, it releases all of it, the last
 * first, whatever ended the opening, an {@link Error} included. For one thread.
 */
public final class Opening implements AutoCloseable {
  private final Deque<AutoCloseable> acquired = new ArrayDeque<>();

  /** Starts with nothing. */
  public Opening() {}

  /** Releases {@code resource}, too, unless the opening succeeds; returns it. */
  public <T extends AutoCloseable> T add(T resource) {
    acquired.push(resource);
    return resource;
  }

  /** Keeps everything: it belongs to the open store from now on. */
  public void succeeded() {
    acquired.clear();
  }

  @Override
  public void close() {
    for (var next = acquired.poll(); next != null; next = acquired.poll()) {
      try {
        next.close();
      } catch (Exception e) {
        // What ended the opening is the error to be told of, and the rest is to be released all the same.
      }
    }
  }
}
