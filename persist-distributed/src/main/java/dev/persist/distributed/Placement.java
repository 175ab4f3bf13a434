package dev.persist.distributed;

import dev.persist.Json;
import dev.persist.internal.OwnKeys;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Says which partition has a name. Storage format.
 *
 * <p>A name goes by its hash, or by the hash of what it has in braces: {@code {tenant-7}/orders} and {@code {tenant-7}/stock}
 * are together. Redis Cluster has the same rule. What persist keeps about a stream is with the stream.
 *
 * @param partitions how many there are
 */
record Placement(int partitions) {
  /** Returns the number of the partition that has the stream or key {@code name}. */
  int of(String name) {
    var sum = new CRC32C();
    sum.update(hashed(name).getBytes(StandardCharsets.UTF_8));
    return (int) (sum.getValue() % partitions);
  }

  private static String hashed(String name) {
    if (name.startsWith("$[")) {
      var about = OwnKeys.names(name).path(0);
      return about.isString() ? hashed(about.asString()) : Json.of(about).toString();
    }
    var open = name.indexOf('{');
    var close = name.indexOf('}', open + 1);
    if (open >= 0 && close > open + 1) {
      return name.substring(open + 1, close);
    }
    var part = OwnKeys.part(name);
    return part.startsWith("\"") ? name : part; // its digest, as what is kept about a long name has it
  }
}
