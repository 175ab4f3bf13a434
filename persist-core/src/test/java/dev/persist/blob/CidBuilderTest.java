package dev.persist.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.MessageDigest;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class CidBuilderTest {
  private static final int MIB = 1 << 20;

  /** The bytes at a position, as the script that made the addresses has them, too. */
  private static void fill(byte[] bytes, long from) {
    for (var i = 0; i < bytes.length; i++) {
      var at = from + i;
      bytes[i] = (byte) (at * 31 + (at >>> 8) + (at >>> 20));
    }
  }

  private static byte[] bytes(int size) {
    var bytes = new byte[size];
    fill(bytes, 0);
    return bytes;
  }

  private static Cid inParts(CidBuilder builder, byte[] bytes, int part) {
    for (var from = 0; from < bytes.length; from += part) {
      builder.add(bytes, from, Math.min(part, bytes.length - from));
    }
    return builder.build();
  }

  @ParameterizedTest(name = "{2} bytes in blocks of {0} and nodes of {1}")
  @CsvFileSource(resources = "cids.csv")
  void the_address_is_the_one_that_ipfs_computes(int blockSize, int links, long size, String cid) {
    var builder = new CidBuilder(blockSize, links);
    var part = new byte[MIB - 7];
    for (var from = 0L; from < size; from += part.length) {
      fill(part, from);
      builder.add(part, 0, (int) Math.min(part.length, size - from));
    }
    assertThat(builder.build()).isEqualTo(Cid.parse(cid));
  }

  /** The bytes that ChaCha20 makes of a seed, and their address, are those of Kubo's own test of the profile. */
  @Test
  void the_address_of_a_file_larger_than_one_node_is_the_one_that_kubo_computes() throws Exception {
    var key = MessageDigest.getInstance("SHA-256").digest("v1-2025-seed".getBytes(UTF_8));
    var cipher = Cipher.getInstance("ChaCha20");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), new ChaCha20ParameterSpec(new byte[12], 0));
    var builder = new CidBuilder();
    for (var i = 0; i < 1025; i++) {
      builder.add(cipher.update(new byte[MIB]), 0, MIB);
    }
    assertThat(builder.build()).hasToString("bafybeihmzokxxjqwxjcryerhp5ezpcog2wcawfryb2xm64xiakgm4a5jue");
  }

  @Test
  void it_makes_no_difference_how_the_bytes_are_divided() {
    var bytes = bytes(121);
    var whole = inParts(new CidBuilder(4, 3), bytes, bytes.length);
    for (var part = 1; part < bytes.length; part++) {
      assertThat(inParts(new CidBuilder(4, 3), bytes, part)).isEqualTo(whole);
    }
  }

  @Test
  void a_cid_of_bytes_is_the_one_that_is_built_from_their_parts() {
    for (var size : new int[]{0, 1, MIB, MIB + 1, 2 * MIB + 5}) {
      assertThat(inParts(new CidBuilder(), bytes(size), 100_003)).isEqualTo(Cid.of(bytes(size)));
    }
  }

  @Test
  void only_the_bytes_of_the_range_are_added_and_others_are_refused() {
    var builder = new CidBuilder();
    builder.add(new byte[]{9, 1, 2, 9}, 1, 2);
    for (var range : new int[][]{{-1, 1}, {0, -1}, {2, 3}, {5, 0}, {1, Integer.MAX_VALUE}}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> builder.add(new byte[4], range[0], range[1]));
    }
    builder.add(new byte[4], 4, 0);
    assertThat(builder.build()).isEqualTo(Cid.of(new byte[]{1, 2}));
  }
}
