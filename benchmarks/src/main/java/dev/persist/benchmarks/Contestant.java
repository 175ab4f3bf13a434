package dev.persist.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;

/** Something empty that clients append to durably; closing removes it. */
interface Contestant extends AutoCloseable {
  /** Returns a client with a stream of its own. */
  Client client() throws IOException;

  /** Returns how many events are stored, by looking. */
  long stored() throws IOException, SQLException;

  @Override
  void close() throws IOException, SQLException;

  /** Returns what clients run on. */
  default ThreadFactory threads() {
    return Thread.ofVirtual().factory();
  }

  /** Returns a name that is new. */
  static String newStream() {
    return "sales/" + UUID.randomUUID();
  }

  /** Appends events to its stream. */
  interface Client {
    /** Appends {@link #events}, and returns once they are durable. */
    void append() throws Exception;

    /** Returns how many events it appends at a time. */
    default int events() {
      return 1;
    }
  }

  /** How a contestant is opened. */
  interface Opening {
    /**
     * Creates it.
     *
     * @throws LeftOut when something that it needs is not here
     */
    Contestant open() throws Exception;
  }

  /** Says why a contestant does not take part. */
  final class LeftOut extends Exception {
    private static final long serialVersionUID = 1;

    LeftOut(String reason) {
      super(reason);
    }

    LeftOut(String reason, Throwable cause) {
      super(reason, cause);
    }
  }
}
