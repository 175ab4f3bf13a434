package dev.persist.blob;

import dev.persist.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The bytes of a ref as a store has them, up to where they turn out to be others. */
final class VerifiedInputStream extends InputStream {
  private final BlobStore store;
  private final BlobRef ref;
  private final InputStream in;
  private final CidBuilder builder = new CidBuilder();
  private long count;
  private boolean verified;
  private StoreException.@Nullable Damaged damage;

  VerifiedInputStream(BlobStore store, BlobRef ref, InputStream in) {
    this.store = store;
    this.ref = ref;
    this.in = in;
  }

  @Override
  public int read() {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) {
    Objects.checkFromIndexSize(from, length, into.length);
    if (damage != null) {
      throw damage.again();
    }
    if (length == 0) {
      return 0;
    }
    if (verified) {
      return -1;
    }
    try {
      return advance(into, from, (int) Math.min(length, ref.size() - count));
    } catch (IOException e) {
      throw store.unavailable("cannot read " + ref, e);
    }
  }

  /** Reads up to {@code length} bytes, none if the ref has none; the last of them only when they are what they should be. */
  private int advance(byte[] into, int from, int length) throws IOException {
    var read = length == 0 ? 0 : in.read(into, from, length);
    if (read < 0) {
      throw damaged("has " + count + " bytes in the blob store");
    }
    builder.add(into, from, read);
    count += read;
    if (count < ref.size()) {
      return read;
    }
    if (in.read() >= 0) {
      throw damaged("has more bytes than that in the blob store");
    }
    var actual = builder.build();
    if (!actual.equals(ref.cid())) {
      throw damaged("has other bytes in the blob store, with the CID " + actual);
    }
    verified = true;
    return read == 0 ? -1 : read;
  }

  private StoreException.Damaged damaged(String what) {
    damage = new StoreException.Damaged(ref + " " + what + "; restore it from a backup");
    return damage;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw store.unavailable("cannot close " + ref, e);
    }
  }
}
