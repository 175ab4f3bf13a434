package dev.persist.http;

import dev.persist.conformance.ConformanceKit;
import dev.persist.conformance.Engine;
import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import dev.persist.spi.Movable;

/**
 * An engine behind HTTP is an engine. The whole kit takes up to ten minutes, so it runs on request: CONTRIBUTING says how. The other
 * tests here run in each build.
 */
class HttpConformance extends ConformanceKit {
  @Override
  protected Engine engine() {
    return new Engine() {
      private MemoryBackend memory = new MemoryBackend();
      private Served served = new Served(memory);

      @Override
      public String name() {
        return "http";
      }

      @Override
      public Backend open() {
        served.close();
        memory = memory.reopen();
        served = new Served(memory);
        return BackendProvider.openUrl(served.url());
      }

      @Override
      public Movable movable(Backend opened) {
        return memory;
      }

      @Override
      public void close() {
        served.close();
      }
    };
  }
}
