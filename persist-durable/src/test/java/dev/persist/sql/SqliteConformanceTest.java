package dev.persist.sql;

import dev.persist.conformance.ConformanceKit;
import dev.persist.conformance.Engine;
import dev.persist.conformance.Engines;

class SqliteConformanceTest extends ConformanceKit {
  @Override
  protected Engine engine() {
    return Engines.SQLITE.get();
  }
}
