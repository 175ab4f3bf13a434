package dev.persist.ipfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.blob.Cid;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same on a node that runs already, such as Kubo, whose RPC API {@code IPFS_API} names. What it puts there stays pinned. Its
 * name keeps it out of a build; {@code -Dtest=LiveIpfsNode} runs it.
 */
class LiveIpfsNode {
  private static final int MIB = 1 << 20;

  private final IpfsBlobStore store = IpfsBlobStore.open("ipfs:" + System.getenv("IPFS_API"));

  /** The last is more than one node of the old width of 174 links leads to. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 262_144, MIB - 1, MIB, MIB + 1, 3 * MIB + 7, 175 * MIB})
  void the_node_computes_the_same_address_and_gives_the_bytes_back(int size) {
    var bytes = new byte[size];
    new Random(System.nanoTime()).nextBytes(bytes);
    var ref = store.put(bytes, "image/png");
    assertThat(ref.cid()).isEqualTo(Cid.of(bytes));
    assertThat(store.has(ref)).isTrue();
    assertThat(store.get(ref)).hasValue(bytes);
  }
}
