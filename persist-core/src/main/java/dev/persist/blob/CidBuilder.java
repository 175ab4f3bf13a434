package dev.persist.blob;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Computes the {@link Cid} of bytes that are added in parts. It keeps hashes and no bytes: about 50 KB for each factor of
 * 1,024 in the number of blocks. Not thread-safe. Call {@link #build} once, at the end.
 *
 * <p>The address is the one that IPFS computes with its profile {@code unixfs-v1-2025} (IPIP-499). Bytes that fill at most
 * one block of 1 MiB have the hash of the bytes. More bytes are cut into blocks of 1 MiB, and have the hash of a tree:
 * each of its nodes lists the hashes of at most 1,024 blocks or nodes, and all blocks are at the same depth. How the bytes
 * are divided among calls of {@link #add} makes no difference.
 */
public final class CidBuilder {
  private static final int BLOCK = 1 << 20;
  private static final int LINKS = 1024;

  /** The codec of a block: its bytes as they are. */
  private static final byte RAW = 0x55;

  /** The codec of a node of the tree: a list of links, and data that says how many bytes each leads to. */
  private static final byte DAG_PB = 0x70;

  private final int blockSize;
  private final int links;
  private final MessageDigest sha256 = sha256();

  /** The nodes that may get more links, the lowest first. */
  private final List<Node> open = new ArrayList<>();

  /** How many bytes of the current block were added. A full block ends with the next byte. */
  private int inBlock;

  /** Creates a builder to which no bytes were added. */
  public CidBuilder() {
    this(BLOCK, LINKS);
  }

  CidBuilder(int blockSize, int links) {
    this.blockSize = blockSize;
    this.links = links;
  }

  /**
   * Adds {@code length} of the {@code bytes}, those from the index {@code from} on. Does not keep the array.
   *
   * @throws IndexOutOfBoundsException when the array does not have these bytes; nothing is added
   */
  public void add(byte[] bytes, int from, int length) {
    Objects.checkFromIndexSize(from, length, bytes.length);
    for (var added = 0; added < length;) {
      if (inBlock == blockSize) {
        endBlock();
      }
      var part = Math.min(blockSize - inBlock, length - added);
      sha256.update(bytes, from + added, part);
      inBlock += part;
      added += part;
    }
  }

  /** Returns the address of the bytes that were added, which may be none. */
  public Cid build() {
    if (open.isEmpty()) {
      return Cid.ofBinary(address(RAW, sha256.digest()));
    }
    endBlock();
    for (var level = 0; level < open.size() - 1; level++) {
      endNode(level);
    }
    return Cid.ofBinary(address(DAG_PB, sha256.digest(open.getLast().encoded())));
  }

  private void endBlock() {
    link(0, address(RAW, sha256.digest()), inBlock, inBlock);
    inBlock = 0;
  }

  private void endNode(int level) {
    var node = open.set(level, new Node());
    var encoded = node.encoded();
    link(level + 1, address(DAG_PB, sha256.digest(encoded)), node.bytes, encoded.length + node.stored);
  }

  private void link(int level, byte[] address, long bytes, long stored) {
    if (level == open.size()) {
      open.add(new Node());
    } else if (open.get(level).count == links) {
      endNode(level);
    }
    open.get(level).link(address, bytes, stored);
  }

  /** Version 1, the codec, multihash sha2-256 of 32 bytes. */
  private static byte[] address(byte codec, byte[] digest) {
    return ByteBuffer.allocate(4 + digest.length).put(new byte[]{1, codec, 0x12, 0x20}).put(digest).array();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** A node of the tree, in the one order of fields that has its hash. Each field begins with its number and its type. */
  private static final class Node {
    private final ByteArrayOutputStream links = new ByteArrayOutputStream();
    private final ByteArrayOutputStream sizes = new ByteArrayOutputStream();
    private int count;

    /** How many bytes of the blob are below this node. */
    private long bytes;

    /** How many bytes the blocks and nodes below this one have. */
    private long stored;

    /** Adds a link with an empty name. */
    void link(byte[] address, long linkedBytes, long linkedStored) {
      count++;
      bytes += linkedBytes;
      stored += linkedStored;
      varint(sizes, 0x20, linkedBytes);
      var link = new ByteArrayOutputStream();
      field(link, 0x0a, address);
      field(link, 0x12, new byte[0]);
      varint(link, 0x18, linkedStored);
      field(links, 0x12, link.toByteArray());
    }

    /** Returns the links, then the data: type file, how many bytes there are, and how many each link leads to. */
    byte[] encoded() {
      var data = new ByteArrayOutputStream();
      varint(data, 0x08, 2);
      varint(data, 0x18, bytes);
      data.writeBytes(sizes.toByteArray());
      var node = new ByteArrayOutputStream();
      node.writeBytes(links.toByteArray());
      field(node, 0x0a, data.toByteArray());
      return node.toByteArray();
    }

    private static void field(ByteArrayOutputStream out, int key, byte[] value) {
      varint(out, key, value.length);
      out.writeBytes(value);
    }

    private static void varint(ByteArrayOutputStream out, int key, long value) {
      out.write(key);
      var rest = value;
      for (; rest > 0x7f; rest >>>= 7) {
        out.write((int) (rest & 0x7f) | 0x80);
      }
      out.write((int) rest);
    }
  }
}
