package dev.persist.files;

import dev.persist.StoreException;
import dev.persist.blob.BlobStore;
import dev.persist.blob.Cid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * Keeps each blob in a file named for its CID. The directories are named for the two characters before the CID's last
 * one: all CIDs begin alike, and the last character has only eight forms. Storage format.
 *
 * <p>Before {@link #put} returns, the blob is synced to a temporary file, the file is renamed, and its directories are
 * synced. A writer that is killed leaves at most a {@code .tmp} file, which is never served and may be deleted. A put
 * of bytes that are there already writes nothing; if the stored bytes are damaged, it replaces them. Any number of
 * stores and processes may use one directory. An interrupt does not cut a call short, and the thread is interrupted
 * again afterwards.
 */
public final class FileBlobStore extends BlobStore {
  private static final String SCHEME = "file:";

  private final Path root;

  /**
   * Opens the store in directory {@code root}, and makes the directory when it is not there.
   *
   * @throws StoreException.Unavailable when that is not possible, or when nothing can be written there
   */
  public FileBlobStore(Path root) {
    this.root = root.toAbsolutePath();
    try {
      Disk.uninterrupted(() -> make(this.root));
    } catch (IOException e) {
      throw new StoreException.Unavailable(about("cannot be opened, since no directory can be made there", e), e);
    }
    if (!Files.isWritable(this.root)) {
      throw new StoreException.Unavailable("the blob store file:" + root + " is not writable; change its permissions");
    }
  }

  /**
   * Opens the store {@code file:PATH}.
   *
   * @throws StoreException.Unavailable also when the URL is not of that form
   */
  public static FileBlobStore open(String url) {
    if (!url.startsWith(SCHEME) || url.equals(SCHEME)) {
      throw new StoreException.Unavailable(
          "there is no blob store for \"" + url + "\"; write file:PATH, where PATH is a directory");
    }
    try {
      return new FileBlobStore(Path.of(url.substring(SCHEME.length())));
    } catch (InvalidPathException e) {
      throw new StoreException.Unavailable("\"" + url + "\" names no directory: " + e.getReason(), e);
    }
  }

  @Override
  protected void write(Cid cid, byte[] bytes) {
    var shard = shard(cid);
    try {
      Disk.uninterrupted(() -> {
        make(shard);
        if (!holds(cid) || read(cid).filter(there -> Arrays.equals(there, bytes)).isEmpty()) {
          replace(shard, shard.resolve(cid.text()), bytes);
        }
        // Also for a file that was there: the process that renamed it may not have synced the directory.
        Disk.sync(shard);
        Disk.sync(root);
      });
    } catch (IOException e) {
      throw new StoreException.Unavailable(about("cannot store " + cid, e), e);
    }
  }

  @Override
  protected Optional<byte[]> read(Cid cid) {
    try {
      var file = file(cid);
      if (Files.exists(file) && !Files.isRegularFile(file)) { // a pipe may wait for ever, a device has no end
        throw new IOException(file + " is not a regular file");
      }
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new StoreException.Unavailable(about("cannot read " + cid, e), e);
    }
  }

  @Override
  protected boolean holds(Cid cid) {
    return Files.isRegularFile(file(cid));
  }

  private Path file(Cid cid) {
    return shard(cid).resolve(cid.text());
  }

  private Path shard(Cid cid) {
    var name = cid.text();
    return root.resolve(name.substring(name.length() - 3, name.length() - 1));
  }

  private String about(String what, IOException e) {
    return "the blob store file:" + root + ' ' + what + ": " + e;
  }

  private static void replace(Path shard, Path file, byte[] bytes) throws IOException {
    var temporary = Files.createTempFile(shard, "blob-", ".tmp");
    try {
      try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        for (var rest = ByteBuffer.wrap(bytes); rest.hasRemaining();) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Makes a directory and its parents, and syncs them. */
  private static void make(Path directory) throws IOException {
    var parent = directory.getParent();
    if (parent != null && !Files.isDirectory(directory)) {
      make(parent);
      Files.createDirectories(directory); // also when another process has just made it, but not when it is a file
      Disk.sync(parent);
    }
  }
}
