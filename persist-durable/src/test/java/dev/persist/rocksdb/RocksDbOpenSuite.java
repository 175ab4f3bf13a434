package dev.persist.rocksdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.StoreException.Unavailable;
import dev.persist.conformance.Jvm;
import dev.persist.crash.Opener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Opens a RocksDB store, here and in another process. */
abstract class RocksDbOpenSuite {
  @TempDir Path directory;

  final void assertOpens() {
    for (var opening = 1; opening <= 2; opening++) {
      try (var store = Persist.open("rocksdb:" + directory)) {
        store.kv().put("k" + opening, Json.of(opening));
        assertThat(store.kv().keys("k")).hasSize(opening);
      }
    }
  }

  static AbstractThrowableAssert<?, ?> assertUnavailable(Path path) {
    return assertThatThrownBy(() -> Persist.open("rocksdb:" + path)).isInstanceOf(Unavailable.class);
  }

  static String openElsewhere(Path path) throws Exception {
    var opener = Jvm.start(Opener.class, "rocksdb:" + path);
    var said = opener.inputReader().readLine();
    opener.waitFor();
    return said;
  }

  static void put(Path path, byte[] key, byte[] value) throws RocksDBException {
    path.resolve(CleanEnd.FILE).toFile().delete(); // another log begins
    try (var options = new Options().setCreateIfMissing(true); var rocks = RocksDB.open(options, path.toString())) {
      rocks.put(key, value);
    }
  }

  static byte[] get(Path path, byte[] key) throws RocksDBException {
    try (var options = new Options(); var rocks = RocksDB.openReadOnly(options, path.toString())) {
      return rocks.get(key);
    }
  }

  /** The content of every file, by name. */
  static Map<String, String> files(Path path) throws IOException {
    var contents = new TreeMap<String, String>();
    try (var files = Files.list(path)) {
      for (var file : files.toList()) {
        contents.put(file.getFileName().toString(), Files.readString(file, ISO_8859_1));
      }
    }
    return contents;
  }
}
