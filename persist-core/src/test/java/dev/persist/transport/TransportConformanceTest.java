package dev.persist.transport;

import dev.persist.conformance.ConformanceKit;
import dev.persist.conformance.Engine;
import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Backend;
import dev.persist.spi.Movable;

/** An engine behind a transport is an engine. */
class TransportConformanceTest extends ConformanceKit {
  @Override
  protected Engine engine() {
    return new Engine() {
      private MemoryBackend memory = new MemoryBackend();

      @Override
      public String name() {
        return "transport";
      }

      @Override
      public Backend open() {
        memory = memory.reopen();
        return new RemoteBackend("transport:", new Server(memory)::serve);
      }

      @Override
      public Movable movable(Backend opened) {
        return memory;
      }
    };
  }
}
