package dev.persist.benchmarks;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.jdbc.testkit.javadsl.SchemaUtils;

/**
 * Persistent actors of <a href="https://github.com/apache/pekko-persistence-jdbc">Apache Pekko Persistence JDBC</a>. A client
 * asks an actor, the only writer of its stream. The actor decides on the state it holds, and looks at no other command
 * until the event is durable. The journal writes the events of several actors in one transaction.
 *
 * @param streams names the stream of each new client
 * @param decision the next sale, by what was sold so far
 */
record Pekko(Postgres.Database database, ActorSystem<Void> system, Supplier<String> streams,
    LongFunction<Sale> decision, Map<String, ActorRef<PekkoStream.Sell>> actors) implements Contestant {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  static Pekko open(Postgres.Database database, Supplier<String> streams, LongFunction<Sale> decision) {
    var config = config(database.url()).withFallback(ConfigFactory.load());
    var system = ActorSystem.<Void>create(Behaviors.empty(), "pekko", config);
    SchemaUtils.createIfNotExists(system).toCompletableFuture().join();
    return new Pekko(database, system, streams, decision, new ConcurrentHashMap<>());
  }

  /** Returns what its documentation shows, with one pool for journal and snapshots. */
  private static Config config(String url) {
    return ConfigFactory.parseString("""
        pekko.loglevel = ERROR
        pekko.stdout-loglevel = ERROR
        pekko.persistence.journal.plugin = jdbc-journal
        pekko.persistence.snapshot-store.plugin = jdbc-snapshot-store
        jdbc-journal.use-shared-db = slick
        jdbc-snapshot-store.use-shared-db = slick
        pekko-persistence-jdbc.shared-databases.slick {
          profile = "slick.jdbc.PostgresProfile$"
          db {
            url = "jdbc:%1$s"
            driver = org.postgresql.Driver
            properties.reWriteBatchedInserts = true
            numThreads = %2$d
            maxConnections = %2$d
            minConnections = %2$d
          }
        }
        """.formatted(url, Appends.CONNECTIONS));
  }

  @Override
  public Client client() {
    var actor = actors.computeIfAbsent(streams.get(), this::actor);
    return () -> AskPattern.ask(actor, PekkoStream.Sell::new, TIMEOUT, system.scheduler()).toCompletableFuture().join();
  }

  private ActorRef<PekkoStream.Sell> actor(String stream) {
    return system.systemActorOf(new PekkoStream(stream, decision), stream.replace('/', '-'), Props.empty());
  }

  @Override
  public long stored() throws SQLException {
    return database.number("select count(*) from event_journal");
  }

  @Override
  public void close() throws SQLException {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
    database.close();
  }
}
