package dev.persist.rocksdb;

import dev.persist.conformance.ConformanceKit;
import dev.persist.conformance.Engine;
import dev.persist.conformance.Engines;

class RocksDbConformanceTest extends ConformanceKit {
  @Override
  protected Engine engine() {
    return Engines.ROCKSDB.get();
  }
}
