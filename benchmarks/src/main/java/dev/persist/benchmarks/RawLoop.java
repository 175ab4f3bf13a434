package dev.persist.benchmarks;

import java.io.IOException;
import java.util.concurrent.ThreadFactory;

/** One client that writes to a file and syncs it, with nobody between. */
record RawLoop(RawFile file) implements Contestant {
  static RawLoop open() throws IOException {
    return new RawLoop(new RawFile());
  }

  @Override
  public Client client() {
    return () -> file.write(1);
  }

  @Override
  public long stored() throws IOException {
    return file.stored();
  }

  /** A virtual thread would hold on to its carrier in each call. */
  @Override
  public ThreadFactory threads() {
    return Thread.ofPlatform().factory();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
