package dev.persist.distributed;

import dev.persist.conformance.ConformanceKit;
import dev.persist.conformance.Engine;
import org.junit.jupiter.api.Tag;

/** All rules hold for a store on three servers. */
@Tag("long") // some minutes: -Dleft.out=none
class ScalarDbConformanceTest extends ConformanceKit {
  @Override
  protected Engine engine() {
    return Servers.engine();
  }
}
