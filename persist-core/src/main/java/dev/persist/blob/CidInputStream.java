package dev.persist.blob;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way into a blob store, whose address is known once all of them are read. For use by one thread at a
 * time.
 */
public final class CidInputStream extends InputStream {
  private final InputStream in;
  private final CidBuilder builder = new CidBuilder();
  private long size;
  private @Nullable Cid cid;
  private @Nullable IOException failure;

  CidInputStream(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    Objects.checkFromIndexSize(from, length, into.length);
    if (length == 0) {
      return 0;
    }
    rethrow();
    if (cid != null) {
      return -1;
    }
    try {
      var read = in.read(into, from, length);
      if (read < 0) {
        cid = builder.build();
      } else {
        builder.add(into, from, read);
        size += read;
      }
      return read;
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /**
   * Returns the address of the bytes.
   *
   * @throws IllegalStateException before the end was read
   */
  public Cid cid() {
    if (cid == null) {
      throw new IllegalStateException("after " + size + " bytes the end was not read; read until it is");
    }
    return cid;
  }

  /** Returns how many bytes were read so far. */
  public long size() {
    return size;
  }

  /** Throws what the source threw, if it did. */
  void rethrow() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  /** Does nothing: the source is the caller's. */
  @Override
  public void close() {}
}
