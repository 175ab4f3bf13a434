package dev.persist.files;

import dev.persist.StoreException;
import dev.persist.blob.BlobInventory;
import dev.persist.blob.BlobRef;
import dev.persist.blob.BlobStore;
import dev.persist.blob.Cid;
import dev.persist.blob.CidInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps each blob in a file named for its CID. The directories are named for the two characters before the CID's last
 * one: all CIDs begin alike, and the last character has only eight forms. Storage format.
 *
 * <p>{@code put} writes the bytes to a temporary file in the root, since their CID is known only at the end. Before it
 * returns, the file is synced and renamed, and its directories are synced. A writer that is killed leaves at most a file
 * {@code blob-*.tmp} in the root, which is never served and may be deleted. A put of bytes that are there already leaves
 * the file as it is and makes it new; if the stored bytes are damaged, it replaces them. Any number of stores and
 * processes may use one directory. An interrupt cuts no call short, unless the stream that is put throws for it; the
 * thread stays interrupted.
 */
public final class FileBlobStore extends BlobStore implements BlobInventory {
  private static final String SCHEME = "file:";

  /** The type of bytes of any type; none is stored. */
  private static final String ANY = "application/octet-stream";

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
      throw new StoreException.Unavailable(
          "the blob store " + this + " cannot be opened, since no directory can be made there: " + e, e);
    }
    if (!Files.isWritable(this.root)) {
      throw new StoreException.Unavailable("the blob store " + this + " is not writable; change its permissions");
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
  protected void write(CidInputStream in) throws IOException {
    Disk.uninterrupted(() -> make(root)); // it may be gone since this store was opened
    var temporary = Files.createTempFile(root, "blob-", ".tmp");
    try {
      boolean there;
      try (var out = new FileOutputStream(temporary.toFile())) { // an interrupt does not close it
        in.transferTo(out);
        there = isIntact(new BlobRef(in.cid(), in.size(), ANY)) && renew(file(in.cid()), temporary);
        if (!there) {
          out.getFD().sync();
        }
      }
      var file = file(in.cid());
      var shard = shard(in.cid());
      if (!there) {
        Disk.uninterrupted(() -> make(shard));
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      }
      // Also for a file that was there: the process that renamed it may not have synced the directory.
      Disk.uninterrupted(() -> {
        Disk.sync(shard);
        Disk.sync(root);
      });
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private boolean isIntact(BlobRef ref) throws IOException {
    try (var in = open(ref).orElse(null)) {
      if (in == null) {
        return false;
      }
      in.transferTo(OutputStream.nullOutputStream());
      return true;
    } catch (StoreException.Damaged | StoreException.Unavailable e) {
      return false; // also when the file cannot be read
    }
  }

  /** Gives a file that is there the age of one that was just written; false when it is gone, or another user's. */
  private static boolean renew(Path file, Path written) {
    try {
      var now = Files.getLastModifiedTime(written);
      Files.setLastModifiedTime(file, now);
      // The name again: a remover may have judged and deleted the file after it was opened for its new time.
      return Files.getLastModifiedTime(file).compareTo(now) >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  protected Optional<InputStream> read(Cid cid) throws IOException {
    var file = file(cid);
    if (Files.exists(file) && !Files.isRegularFile(file)) { // a pipe may wait for ever, a device has no end
      throw new IOException(file + " is not a regular file");
    }
    try {
      return Optional.of(Files.newInputStream(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  protected boolean holds(Cid cid) {
    return Files.isRegularFile(file(cid));
  }

  @Override
  public Stream<Cid> list() {
    return names(root).flatMap(shard -> names(root.resolve(shard)).flatMap(name -> cid(name).stream())
        .filter(cid -> shard(cid).endsWith(shard) && holds(cid)));
  }

  /** Returns the names in a directory, none when it is no directory. Reads all of them first, so nothing is left open. */
  private Stream<String> names(Path directory) {
    try (var files = Files.newDirectoryStream(directory)) {
      var names = new ArrayList<String>();
      files.forEach(file -> names.add(file.getFileName().toString()));
      return names.stream();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Stream.empty();
    } catch (IOException | DirectoryIteratorException e) {
      throw new StoreException.Unavailable("the blob store " + this + " cannot be listed: " + e, e);
    }
  }

  private static Optional<Cid> cid(String name) {
    try {
      return Optional.of(Cid.parse(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Removes a blob, as {@link dev.persist.blob.BlobInventory#remove} says.
   *
   * <p>The age is that of the file: since its last byte was written, or since a put found it there. The file is moved
   * aside before it is deleted. So a put of the same bytes either finds it gone and writes it anew, or has made it new;
   * then it is moved back. In between, the blob is not there. A process that is killed at that point leaves it in the root
   * as {@code CID-*.tmp}.
   */
  @Override
  public boolean remove(Cid cid, Instant putBefore) {
    var file = file(cid);
    try {
      if (!holds(cid) || !isOlder(file, putBefore)) {
        return false;
      }
      var older = removeIfOlder(file, putBefore);
      Disk.uninterrupted(() -> Disk.sync(shard(cid)));
      return older;
    } catch (NoSuchFileException e) {
      return false; // another one removed it
    } catch (IOException e) {
      throw new StoreException.Unavailable("the blob store " + this + " cannot remove " + cid + ": " + e, e);
    }
  }

  private boolean removeIfOlder(Path file, Instant putBefore) throws IOException {
    var aside = Files.createTempFile(root, file.getFileName() + "-", ".tmp");
    try {
      Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(aside);
      throw e;
    }
    if (!isOlder(aside, putBefore)) {
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
      return false;
    }
    Files.delete(aside);
    return true;
  }

  private static boolean isOlder(Path file, Instant than) throws IOException {
    return Files.getLastModifiedTime(file).toInstant().isBefore(than);
  }

  private Path file(Cid cid) {
    return shard(cid).resolve(cid.text());
  }

  private Path shard(Cid cid) {
    var name = cid.text();
    return root.resolve(name.substring(name.length() - 3, name.length() - 1));
  }

  /** Returns the URL of the store. */
  @Override
  public String toString() {
    return SCHEME + root;
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
