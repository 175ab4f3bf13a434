package dev.persist.sql;

import dev.persist.conformance.ConformanceKit;
import dev.persist.conformance.Engine;
import dev.persist.conformance.Engines;
import dev.persist.spi.Backend;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Tag;

/** All rules hold while writers take turns by slots. */
@Tag("long") // some minutes: -Dleft.out=none
class PostgresSharedConformanceTest extends ConformanceKit {
  @Override
  protected Engine engine() {
    return new Shared(Engines.POSTGRESQL.get());
  }

  /** Stores that are shared once they are open, until a process has been alone for 5 s. */
  private record Shared(Engine engine) implements Engine {
    @Override
    public String name() {
      return engine.name() + ", shared";
    }

    @Override
    public Backend open() {
      var backend = engine.open();
      try (var database = PostgresDatabase.open(PostgresUrl.parse(url().orElseThrow()));
          var session = database.session(database.connect())) {
        session.share(true);
        return backend;
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public Optional<String> url() {
      return engine.url();
    }

    @Override
    public void close() {
      engine.close();
    }
  }
}
