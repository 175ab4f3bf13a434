package dev.persist.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.persist.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file with the SHA-256 of another file. It is written last, so a file without a seal is not whole. Storage format. */
public final class Seal {
  private Seal() {}

  /** Writes the seal of {@code file} to {@code seal}. Both are durable when this returns. */
  public static void write(Path file, Path seal) throws IOException {
    sync(file);
    Disk.sync(file.resolveSibling(""));
    var part = seal.resolveSibling(seal.getFileName() + ".part");
    Files.write(part, text(file));
    sync(part);
    Files.move(part, seal, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Disk.sync(seal.resolveSibling(""));
  }

  /**
   * Throws unless {@code seal} is the seal of {@code file}.
   *
   * @throws StoreException.Damaged when the file is not what was sealed
   */
  public static void require(Path file, Path seal) throws IOException {
    if (!MessageDigest.isEqual(Files.readAllBytes(seal), text(file))) {
      throw new StoreException.Damaged("the file " + file + " is not what the seal " + seal
          + " says; use an earlier backup or another copy of this one");
    }
  }

  /** Makes the contents of {@code file} durable. */
  public static void sync(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static byte[] text(Path file) throws IOException {
    try (var channel = FileChannel.open(file)) {
      var digest = MessageDigest.getInstance("SHA-256");
      var buffer = ByteBuffer.allocate(1 << 16);
      while (channel.read(buffer) >= 0) {
        digest.update(buffer.flip());
        buffer.clear();
      }
      return HexFormat.of().formatHex(digest.digest()).getBytes(US_ASCII);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
