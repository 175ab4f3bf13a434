package dev.persist.sql;

import dev.persist.conformance.ConformanceKit;
import dev.persist.conformance.Engine;
import dev.persist.conformance.Engines;

class PostgresConformanceTest extends ConformanceKit {
  @Override
  protected Engine engine() {
    return Engines.POSTGRESQL.get();
  }
}
