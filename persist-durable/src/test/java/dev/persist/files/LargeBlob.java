package dev.persist.files;

import dev.persist.StoreException;
import dev.persist.blob.BlobRef;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;

/** Puts a blob that does not fit into the memory of its process, and reads it: the program that {@link LargeBlobTest} starts. */
final class LargeBlob {
  private LargeBlob() {}

  /** Takes the directory and how many bytes there are; prints the size of the ref and how many bytes were read. */
  public static void main(String[] args) throws IOException {
    var store = new FileBlobStore(Path.of(args[0]));
    var size = Long.parseLong(args[1]);
    var ref = store.put(new Blocks(size), "video/mp4");
    var read = 0L;
    try (var in = store.open(ref).orElseThrow()) {
      var buffer = new byte[1 << 16];
      for (var n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        read += n;
      }
    }
    var small = store.put(new byte[]{1}, "video/mp4");
    try {
      store.get(new BlobRef(small.cid(), size, small.mime()));
    } catch (StoreException.Damaged e) {
      System.out.println("a small blob with a large ref is damaged");
    }
    System.out.println("put " + ref.size() + ", read " + read + ", heap " + Runtime.getRuntime().maxMemory());
  }

  /** Bytes that are made as they are read. */
  private static final class Blocks extends InputStream {
    private long left;

    Blocks(long size) {
      this.left = size;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("many at a time");
    }

    @Override
    public int read(byte[] into, int from, int length) {
      if (left == 0) {
        return -1;
      }
      var given = (int) Math.min(left, length);
      Arrays.fill(into, from, from + given, (byte) left);
      left -= given;
      return given;
    }
  }
}
