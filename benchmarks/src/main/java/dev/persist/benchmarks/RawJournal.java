package dev.persist.benchmarks;

import java.io.IOException;
import java.util.Collections;

/** A file that clients share, with one write and one sync for all that wait. */
record RawJournal(RawFile file, Batches<Integer, Boolean> batches) implements Contestant {
  static RawJournal open() throws IOException {
    var file = new RawFile();
    return new RawJournal(file, new Batches<>(records -> {
      file.write(records.size());
      return Collections.nCopies(records.size(), true);
    }));
  }

  @Override
  public Client client() {
    return () -> batches.submit(1);
  }

  @Override
  public long stored() throws IOException {
    return file.stored();
  }

  @Override
  public void close() throws IOException {
    batches.close();
    file.close();
  }
}
