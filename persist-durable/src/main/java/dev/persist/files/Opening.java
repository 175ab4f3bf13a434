package dev.persist.files;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The resources that the opening of a store has acquired so far. When closed before {@link #succeeded}, it releases all
 * of them, the last one first, whatever ended the opening, an {@link Error} included. Not thread-safe.
 */
public final class Opening implements AutoCloseable {
  private final Deque<AutoCloseable> acquired = new ArrayDeque<>();

  /** Starts with nothing. */
  public Opening() {}

  /** Adds {@code resource}, which is released unless the opening succeeds; returns it. */
  public <T extends AutoCloseable> T add(T resource) {
    acquired.push(resource);
    return resource;
  }

  /** Keeps all resources: from now on they belong to the open store. */
  public void succeeded() {
    acquired.clear();
  }

  @Override
  public void close() {
    for (var next = acquired.poll(); next != null; next = acquired.poll()) {
      try {
        next.close();
      } catch (Exception e) {
        // The caller is told of the error that ended the opening. The other resources are released all the same.
      }
    }
  }
}
