package dev.persist.transfer;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.spi.Part;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Reads an export. It hands out the parts of a block once the block is known to be as it was written, and its end only if the
 * whole file is. Not thread-safe.
 */
final class ExportFile implements AutoCloseable {
  private static final byte[] BLOCK_END = ascii("{\"block\":");
  private static final byte[] TRAILER = ascii("{\"blocks\":");

  private final Path path;
  private final FileChannel channel;
  private final Sealed file;
  private final InputStream lines;
  private final Tally tally = new Tally();
  private final Lines.Header header;
  private long blocks;

  /** What was decompressed: from {@link #next} on it was not handed out yet, from {@link #end} on it is not read yet. */
  private byte[] bytes = new byte[4 << 20];

  private int next;
  private int end;

  private ExportFile(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.file = new Sealed(channel);
    this.lines = new ZstdInputStreamNoFinalizer(file);
    this.header = readHeader();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Opens the export in the file {@code path}.
   *
   * @throws StoreException.Unavailable when the file cannot be read, or is of a newer format
   * @throws StoreException.Damaged when it is no export
   */
  static ExportFile open(Path path) {
    try {
      var channel = FileChannel.open(path);
      try {
        return new ExportFile(path, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw new StoreException.Unavailable("there is no export " + path, e);
    } catch (ZstdIOException | EOFException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new StoreException.Damaged("the file " + path + " is no export, or a damaged one: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new StoreException.Unavailable("the export " + path + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Reads the file but for its seal, and digests what it read. */
  private static final class Sealed extends InputStream {
    private final InputStream in;
    private final MessageDigest digest = Tally.sha256();
    private final byte[] seal = new byte[Export.SEAL_BYTES];
    private final long size;
    private long read;

    Sealed(FileChannel channel) throws IOException {
      size = channel.size() - seal.length;
      if (size < 0) {
        throw new EOFException("it ends after " + channel.size() + " bytes");
      }
      var sealed = ByteBuffer.wrap(seal);
      for (var got = 0; sealed.hasRemaining() && got >= 0;) {
        got = channel.read(sealed, size + sealed.position());
      }
      in = Channels.newInputStream(channel);
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      if (read == size) {
        return -1;
      }
      var got = in.read(into, from, (int) Math.min(length, size - read));
      if (got > 0) {
        digest.update(into, from, got);
        read += got;
      }
      return got;
    }

    /** Returns the SHA-256 that the seal holds. */
    byte[] sum() {
      return Arrays.copyOfRange(seal, 8, seal.length);
    }

    void requireWhole() {
      var head = ByteBuffer.wrap(seal).order(ByteOrder.LITTLE_ENDIAN);
      if (read != size || head.getInt() != Export.SKIPPED || head.getInt() != seal.length - 8
          || !Arrays.equals(digest.digest(), sum())) {
        throw new IllegalArgumentException("its bytes are not those that were written");
      }
    }
  }

  /** Returns the name in its first line. */
  String name() {
    return header.name();
  }

  /** Returns a text that no other export has. */
  String id() {
    return HexFormat.of().formatHex(file.sum());
  }

  /** Returns how many bytes of the file were read. */
  long position() {
    return file.read;
  }

  /** Returns how many bytes the file has. */
  long size() {
    return file.size;
  }

  private Lines.Header readHeader() throws IOException {
    var from = next;
    var to = line(from);
    var read = Json.parse(new String(bytes, from, to - from, StandardCharsets.UTF_8))
        .as(Lines.Header.class);
    if (!read.export().equals("persist")) {
      throw new IllegalArgumentException("its first line is " + read);
    }
    if (read.format() > Export.FORMAT) {
      throw new StoreException.Unavailable("the export " + path + " is of format " + read.format()
          + ", and this version reads up to " + Export.FORMAT + "; use a newer version of persist");
    }
    next = to + 1;
    return read;
  }

  /**
   * Hands the parts of the next block to {@code use}.
   *
   * @return the totals when there was no other block, and the whole file is as it was written
   * @throws StoreException.Damaged when it is not; parts of this block were not handed out
   */
  Optional<Totals> block(Consumer<Part> use) {
    try {
      return readBlock(use);
    } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException | ZstdIOException
        | EOFException e) {
      throw new StoreException.Damaged(
          "the export " + path + " is damaged in block " + (blocks + 1) + ": " + e.getMessage()
              + "; use another copy of it, or export the store again",
          e);
    } catch (IOException e) {
      throw new StoreException.Unavailable("the export " + path + " cannot be read: " + e.getMessage(), e);
    }
  }

  private Optional<Totals> readBlock(Consumer<Part> use) throws IOException {
    System.arraycopy(bytes, next, bytes, 0, end - next);
    end -= next;
    next = 0;
    var count = 0L;
    var at = 0;
    while (true) {
      var to = line(at);
      if (startsWith(at, TRAILER) && at == 0) {
        return Optional.of(totals(Json.ofCanonical(bytes, at, to).as(Lines.Trailer.class), to + 1));
      }
      if (startsWith(at, BLOCK_END)) {
        requireSame(Json.ofCanonical(bytes, at, to).as(Lines.BlockEnd.class), count, at);
        handOut(at, use);
        next = to + 1;
        return Optional.empty();
      }
      count++;
      at = to + 1;
    }
  }

  private void handOut(int to, Consumer<Part> use) {
    var in = new Lines.Cursor(bytes);
    while (in.at() < to) {
      var from = in.at();
      var part = Lines.part(in);
      tally.add(part, bytes, from, in.at() - from);
      use.accept(part);
    }
  }

  private void requireSame(Lines.BlockEnd found, long count, int size) {
    var sum = new CRC32C();
    sum.update(bytes, 0, size);
    blocks++;
    var expected = new Lines.BlockEnd(blocks, String.format("%08x", sum.getValue()), count);
    if (!found.equals(expected)) {
      blocks--;
      throw new IllegalArgumentException("it ends with " + found + ", and is " + expected);
    }
  }

  private Totals totals(Lines.Trailer found, int after) throws IOException {
    if (end > after || lines.read() >= 0) {
      throw new IllegalArgumentException("there is more after its last line");
    }
    file.requireWhole();
    var expected = new Lines.Trailer(blocks, tally.totals());
    if (!found.equals(expected)) {
      throw new IllegalArgumentException("it ends with " + found + ", and is " + expected);
    }
    return expected.totals();
  }

  private boolean startsWith(int from, byte[] start) {
    return Arrays.equals(bytes, from, Math.min(bytes.length, from + start.length), start, 0, start.length);
  }

  /** Returns where the line that starts at {@code from} ends, and reads on for that. */
  private int line(int from) throws IOException {
    for (var at = from;; at++) {
      while (at == end) {
        more();
      }
      if (bytes[at] == '\n') {
        return at;
      }
    }
  }

  private void more() throws IOException {
    if (end == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    }
    var got = lines.read(bytes, end, bytes.length - end);
    if (got < 0) {
      throw new EOFException("it ends too early");
    }
    end += got;
  }

  @Override
  public void close() {
    try {
      lines.close();
      channel.close();
    } catch (IOException e) {
      // It was only read.
    }
  }
}
