package dev.persist.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;
import tools.jackson.databind.json.JsonMapper;

/**
 * A bare RocksDB with the JSON of an event by stream and seq, read by its iterator and Jackson. A copy of the events by
 * their place in the order of all would be read as those of its one stream are.
 */
record ReadRocksDb(Options options, RocksDB db) implements Reads.Peer {
  private static final JsonMapper JACKSON = new JsonMapper();
  private static final byte[] STREAM = "sales".getBytes(UTF_8);
  private static final byte[] CHECKPOINT = "checkpoint".getBytes(UTF_8);

  static ReadRocksDb open(Path directory) throws RocksDBException {
    var options = new Options().setCreateIfMissing(true);
    var db = RocksDB.open(options, directory.toString());
    var seq = 0L;
    for (var sale : Reads.sales()) {
      db.put(key(++seq), JACKSON.writeValueAsBytes(sale));
    }
    return new ReadRocksDb(options, db);
  }

  private static byte[] key(long seq) {
    return ByteBuffer.allocate(STREAM.length + Long.BYTES).put(STREAM).putLong(seq).array();
  }

  @Override
  public Map<String, Reads.Work> works() {
    return Map.of(
        "read a stream", this::read,
        "read the global order", this::read,
        "read the global order of many streams", this::read,
        "catch up", this::catchUp,
        "catch up, global order", this::catchUp,
        "catch up, global order of many streams", this::catchUp,
        "decide", this::read);
  }

  private long read() throws RocksDBException {
    try (var iterator = db.newIterator()) {
      var cents = 0L;
      for (iterator.seek(key(1)); iterator.isValid(); iterator.next()) {
        cents += JACKSON.readValue(iterator.value(), Sale.class).cents();
      }
      iterator.status();
      return cents;
    }
  }

  private long catchUp() throws RocksDBException {
    try (var durable = new WriteOptions().setSync(true); var iterator = db.newIterator()) {
      var cents = 0L;
      var seq = 0L;
      for (iterator.seek(key(1)); iterator.isValid(); iterator.next()) {
        cents += JACKSON.readValue(iterator.value(), Sale.class).cents();
        if (++seq % Reads.AT_ONCE == 0) {
          db.put(durable, CHECKPOINT, ByteBuffer.allocate(Long.BYTES).putLong(seq).array());
        }
      }
      iterator.status();
      return cents;
    }
  }

  @Override
  public void close() {
    db.close();
    options.close();
  }
}
