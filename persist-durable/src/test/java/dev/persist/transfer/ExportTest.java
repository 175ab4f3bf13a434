package dev.persist.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.conformance.Engines;
import dev.persist.conformance.Seeds;
import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Loading;
import dev.persist.spi.Movable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The contents of a store leave it and enter another. */
class ExportTest {
  private static final int FLIPS = 10_000;

  private static final String LINES = """
      {"last":1,"stream":"\\"all\\"","truncated":0}
      {"at":"2026-01-02T03:04:05.000006007Z","data":{"seq":2,"stream":"cart"},"meta":{},"seq":1,"stream":"\\"all\\"","type":"$link"}
      {"last":2,"stream":"cart","truncated":1}
      {"at":"2026-01-02T03:04:05.000006007Z","data":null,"meta":{"by":"ann"},"seq":2,"stream":"cart","type":"added"}
      {"commit":"k","digest":"d","events":[\
      {"at":"2026-01-02T03:04:05.000006007Z","data":{"n":2,"sku":"tea"},"meta":{},"seq":1,"stream":"cart","type":"added"},\
      {"at":"2026-01-02T03:04:05.000006007Z","data":null,"meta":{"by":"ann"},"seq":2,"stream":"cart","type":"added"},\
      {"at":"2026-01-02T03:04:05.000006007Z","data":{"seq":2,"stream":"cart"},"meta":{},"seq":1,"stream":"\\"all\\"","type":"$link"}\
      ],"stream":"cart"}
      {"key":"$[\\"cart\\",\\"linked-into\\",\\"\\\\\\"all\\\\\\"\\"]","value":"\\"all\\""}
      {"key":"total","value":2}
      """;

  @TempDir private Path directory;

  private Path file() {
    return directory.resolve("export.ndjson.zst");
  }

  private static Totals export(Movable store, Path file) throws IOException {
    try (var contents = store.contents(); var out = Files.newOutputStream(file)) {
      return Export.write(contents, "shop", out, Progress.NONE);
    }
  }

  private static Movable furnished(Movable store) {
    new Furnished(Persist.over(store)).furnish();
    return store;
  }

  static Stream<Arguments> pairs() {
    return Stream.of(Engines.values())
        .flatMap(from -> Stream.of(Engines.values()).map(to -> Arguments.of(from, to)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void an_imported_store_answers_as_the_exported_one_does(Engines from, Engines to) throws Exception {
    try (var source = from.get(); var target = to.get()) {
      try (var store = furnished((Movable) source.open()); var other = (Movable) target.open()) {
        var exported = export(store, file());
        assertThat(exported.events()).isGreaterThan(200);
        assertThat(Import.from(file(), other, Progress.NONE, 50)).isEqualTo(exported);
        assertThat(export(other, directory.resolve("again"))).isEqualTo(exported);
      }
      try (var store = Persist.over(source.open()); var other = Persist.over(target.open())) {
        assertThat(new Furnished(other).goOn()).isEqualTo(new Furnished(store).goOn());
      }
    }
  }

  @Test
  void the_lines_are_these() throws Exception {
    try (var backend = new MemoryBackend(); var store = Persist.over(backend)) {
      var at = Instant.parse("2026-01-02T03:04:05.000006007Z");
      store.commit(Commit.builder()
          .id(new CommitId("cart", "k", "d"))
          .append("cart", NewEvent.of("added", at, Map.of("sku", "tea", "n", 2)))
          .append("cart", new NewEvent("added", at, Json.NULL, Json.of(Map.of("by", "ann"))))
          .link("\"all\"")
          .put("total", Json.of(2))
          .build());
      store.log().truncate("cart", 1);
      var totals = export(backend, file());
      try (var lines = new ZstdInputStream(Files.newInputStream(file()))) {
        assertThat(new String(lines.readAllBytes(), UTF_8)).isEqualTo("""
            {"export":"persist","format":1,"name":"shop"}
            %s{"block":1,"crc32c":"a47168bb","lines":7}
            {"blocks":1,"totals":{"commits":1,"digest":"%s","events":2,"keys":2,"streams":2}}
            """.formatted(LINES, totals.digest()));
      }
      var digest = MessageDigest.getInstance("SHA-256").digest(LINES.getBytes(UTF_8));
      assertThat(totals).isEqualTo(new Totals(2, 2, 1, 2, HexFormat.of().formatHex(digest)));
    }
  }

  @Test
  void a_flipped_bit_anywhere_is_found() throws Exception {
    try (var store = furnished(new MemoryBackend())) {
      export(store, file());
    }
    var bytes = Files.readAllBytes(file());
    var seed = Seeds.upTo(1).getLast();
    var random = new Random(seed);
    for (var flip = 0; flip < FLIPS; flip++) {
      var at = flip < bytes.length ? flip : random.nextInt(bytes.length);
      var flipped = bytes.clone();
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file(), flipped);
      try (var empty = new MemoryBackend()) {
        assertThatThrownBy(() -> Import.from(file(), empty, Progress.NONE))
            .as("byte %s, repeat with -Dpersist.seed=%s", at, seed)
            .isInstanceOf(StoreException.class);
      }
    }
  }

  @Test
  void a_file_that_ends_early_is_found() throws Exception {
    try (var store = furnished(new MemoryBackend())) {
      export(store, file());
    }
    var bytes = Files.readAllBytes(file());
    for (var length = 0; length < bytes.length; length += 7) {
      Files.write(file(), Arrays.copyOf(bytes, length));
      try (var empty = new MemoryBackend()) {
        assertThatThrownBy(() -> Import.from(file(), empty, Progress.NONE)).isInstanceOf(StoreException.Damaged.class)
            .hasMessageContaining(file().toString());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engines.class)
  void an_import_that_is_cut_off_goes_on_and_until_then_the_store_is_not_opened(Engines engine) throws Exception {
    Totals exported;
    try (var store = furnished(new MemoryBackend())) {
      exported = export(store, file());
    }
    try (var target = engine.get()) {
      for (var cut = 0; cut < 10; cut++) {
        try (var store = (Movable) target.open()) {
          var off = new Cut(store, cut % 3, cut % 2 == 0);
          assertThatThrownBy(() -> Import.from(file(), off, Progress.NONE, 10)).isInstanceOf(Cut.CutOff.class);
        }
        if (cut > 0) {
          assertThatThrownBy(() -> Loading.requireWhole(target.open())).isInstanceOf(StoreException.Unavailable.class);
        }
      }
      try (var store = (Movable) target.open()) {
        assertThat(Import.from(file(), store, Progress.NONE)).isEqualTo(exported);
        assertThat(Loading.of(store)).isEmpty();
        assertThat(export(store, directory.resolve("again"))).isEqualTo(exported);
      }
    }
  }

  @Test
  void a_store_that_is_not_empty_is_refused_and_so_is_another_file() throws Exception {
    try (var store = furnished(new MemoryBackend())) {
      export(store, file());
      assertThatThrownBy(() -> Import.from(file(), store, Progress.NONE)).isInstanceOf(StoreException.Unavailable.class)
          .hasMessageContaining("not empty");
    }
    var other = directory.resolve("other");
    try (var store = new MemoryBackend()) {
      Persist.over(store).kv().put("k", Json.NULL);
      export(store, other);
    }
    try (var empty = new MemoryBackend()) {
      assertThatThrownBy(() -> Import.from(file(), new Cut(empty, 1, false), Progress.NONE, 10))
          .isInstanceOf(Cut.CutOff.class);
      assertThatThrownBy(() -> Import.from(other, empty, Progress.NONE)).isInstanceOf(StoreException.Unavailable.class)
          .hasMessageContaining("filled from export");
      assertThatThrownBy(() -> export(empty, other)).isInstanceOf(StoreException.Unavailable.class)
          .hasMessageContaining("not whole");
    }
  }
}
