package dev.persist.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** A file that grows by records of {@value #RECORD_BYTES} bytes. */
final class RawFile implements AutoCloseable {
  private static final int RECORD_BYTES = 256;

  private final TemporaryDirectory directory = TemporaryDirectory.create();
  private final FileChannel file;
  private final ByteBuffer records = ByteBuffer.allocateDirect(Batches.MOST * RECORD_BYTES);

  RawFile() throws IOException {
    file = FileChannel.open(
        directory.path().resolve("records"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Writes {@code count} records with one call, and syncs the file. */
  void write(int count) throws IOException {
    records.clear().limit(count * RECORD_BYTES);
    while (records.hasRemaining()) {
      file.write(records);
    }
    file.force(false);
  }

  /** Returns how many records the file holds. */
  long stored() throws IOException {
    return file.size() / RECORD_BYTES;
  }

  @Override
  public void close() throws IOException {
    file.close();
    directory.close();
  }
}
