package dev.persist.transfer;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.persist.StoreException;
import dev.persist.spi.Contents;
import dev.persist.spi.Loading;
import dev.persist.spi.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.DigestOutputStream;
import java.util.zip.CRC32C;

/**
 * Writes the contents of a store as of one moment: lines of JSON, compressed by zstd. {@code docs/export-format.md} says what
 * the lines are.
 *
 * <pre>{@code
 * try (var contents = store.contents(); var out = Files.newOutputStream(file)) {
 *   Export.write(contents, "shop", out, Progress.NONE);
 * }
 * }</pre>
 *
 * @see Import
 */
public final class Export {
  static final int FORMAT = 1;

  /** The magic number of a frame that zstd skips. What such a frame at the end holds covers all bytes before it. */
  static final int SKIPPED = 0x184D2A50;

  static final int SEAL_BYTES = 8 + 32;

  private static final int LEVEL = 1;
  private static final int BLOCK = 1 << 20;

  private final DigestOutputStream file;
  private final ZstdOutputStreamNoFinalizer out;
  private final Progress progress;
  private final Tally tally = new Tally();
  private final Beside compressing = new Beside();
  private Block block = new Block();
  private Block other = new Block();
  private long blocks;
  private long written;
  private long lines;

  private Export(OutputStream out, Progress progress) throws IOException {
    this.file = new DigestOutputStream(out, Tally.sha256());
    this.out = new ZstdOutputStreamNoFinalizer(file, LEVEL).setCloseFrameOnFlush(true);
    this.out.setChecksum(true);
    this.progress = progress;
  }

  /** Lets a block be digested without a copy. */
  static final class Block extends ByteArrayOutputStream {
    byte[] bytes() {
      return buf;
    }
  }

  /**
   * Writes {@code contents} to {@code out}, which stays open. Another thread compresses and writes while the caller's reads.
   *
   * @param name says what it is an export of; it is in the first line
   * @throws StoreException.Damaged when a stream misses events; what was written is no export
   * @throws IOException when {@code out} throws it; what was written is no export
   */
  public static Totals write(Contents contents, String name, OutputStream out, Progress progress) throws IOException {
    try {
      return new Export(out, progress).write(contents, name);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Totals write(Contents contents, String name) throws IOException {
    frame(Lines.header(name));
    try (compressing) {
      Part.each(contents, this::add, problem -> {
        throw new StoreException.Damaged(problem + "; restore a backup");
      });
      endBlock();
    }
    var totals = tally.totals();
    frame(Lines.trailer(blocks, totals));
    file.on(false);
    file.write(ByteBuffer.allocate(SEAL_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(SKIPPED)
        .putInt(SEAL_BYTES - 8)
        .put(file.getMessageDigest().digest())
        .array());
    file.flush();
    return totals;
  }

  private void add(Part part) {
    if (part instanceof Part.Value value && value.entry().key().equals(Loading.KEY)) {
      throw new StoreException.Unavailable("the store is being filled, so it is not whole; export it when it is");
    }
    var from = block.size();
    Lines.write(block, part);
    tally.add(part, block.bytes(), from, block.size() - from);
    lines++;
    if (block.size() >= BLOCK) {
      endBlock();
    }
  }

  private void endBlock() {
    if (lines == 0) {
      return;
    }
    blocks++;
    var sum = new CRC32C();
    sum.update(block.bytes(), 0, block.size());
    block.writeBytes(Lines.blockEnd(blocks, lines, sum.getValue()));
    written += block.size();
    lines = 0;
    var full = block;
    compressing.run(() -> compress(full)); // the other block is free now
    block = other;
    block.reset();
    other = full;
    progress.at(tally.parts(), written, 0);
  }

  private void compress(Block full) {
    try {
      out.write(full.bytes(), 0, full.size());
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void frame(byte[] line) throws IOException {
    out.write(line);
    out.flush();
  }
}
