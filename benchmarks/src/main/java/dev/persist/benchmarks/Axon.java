package dev.persist.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.axonframework.common.jdbc.DataSourceConnectionProvider;
import org.axonframework.common.jdbc.UnitOfWorkAwareConnectionProviderWrapper;
import org.axonframework.common.transaction.Transaction;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jdbc.PostgresEventTableFactory;
import org.axonframework.eventsourcing.eventstore.jpa.SQLStateResolver;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.serialization.jackson3.Jackson3Serializer;

/**
 * The JDBC event storage engine of <a href="https://github.com/AxonFramework/AxonFramework">Axon Framework 4</a>. Clients
 * call the engine directly; an application adds Axon's command bus and its aggregates. {@link Reads} measures no catch-up
 * with a checkpoint: Axon does that in a processor, whose threads do not stop at the last event.
 */
record Axon(Postgres.Database database, HikariDataSource pool, JdbcEventStorageEngine engine)
    implements
      Contestant,
      Reads.Peer {
  static Axon open(Postgres.Database database) {
    var pool = database.pool(false, "public");
    var serializer = Jackson3Serializer.builder().build();
    var engine = JdbcEventStorageEngine.builder()
        .connectionProvider(new UnitOfWorkAwareConnectionProviderWrapper(new DataSourceConnectionProvider(pool)))
        .transactionManager(Axon::transaction)
        .eventSerializer(serializer)
        .snapshotSerializer(serializer)
        .persistenceExceptionResolver(new SQLStateResolver("23505"))
        .batchSize(Reads.AT_ONCE)
        .build();
    var transaction = transaction();
    engine.createSchema(PostgresEventTableFactory.INSTANCE);
    transaction.commit();
    refuseTaken(engine);
    return new Axon(database, pool, engine);
  }

  /** Opens one that holds {@link Reads#sales} as one stream. */
  static Axon filled(Postgres.Database database) {
    var axon = open(database);
    var sales = Reads.sales();
    for (var from = 0; from < Reads.EVENTS; from += Reads.AT_ONCE) {
      axon.engine.appendEvents(IntStream.range(from, from + Reads.AT_ONCE)
          .mapToObj(seq -> event("sales", seq, sales.get(seq), Instant.EPOCH))
          .toList());
    }
    return axon;
  }

  /** Begins a unit of work, which holds a connection that it commits or rolls back. */
  private static Transaction transaction() {
    var work = DefaultUnitOfWork.startAndGet(null);
    return new Transaction() {
      @Override
      public void commit() {
        work.commit();
      }

      @Override
      public void rollback() {
        work.rollback();
      }
    };
  }

  /** Makes sure that a seq that is taken is refused as such. */
  private static void refuseTaken(JdbcEventStorageEngine engine) {
    var sale = Sale.ONE.data().as(Sale.class);
    try {
      engine.appendEvents(List.of(event("taken", 1, sale, Instant.EPOCH), event("taken", 1, sale, Instant.EPOCH)));
    } catch (ConcurrencyException e) {
      return;
    }
    throw new IllegalStateException("two events got the same seq");
  }

  private static DomainEventMessage<Sale> event(String stream, long seq, Sale sale, Instant at) {
    return new GenericDomainEventMessage<>("sales", stream, seq, sale, Map.of(), UUID.randomUUID().toString(), at);
  }

  @Override
  public Client client() {
    return new Client() {
      private final String stream = Contestant.newStream();
      private final Sale sale = Sale.ONE.data().as(Sale.class);
      private long seq;

      @Override
      public void append() {
        engine.appendEvents(event(stream, seq++, sale, Sale.ONE.at()));
      }
    };
  }

  @Override
  public Map<String, Reads.Work> works() {
    return Map.of(
        "read a stream", this::total,
        "read the global order",
        () -> engine.readEvents(null, false).mapToLong(event -> cents(event.getPayload())).sum(),
        "decide", this::decided);
  }

  /** As Axon's repository does: a snapshot if there is one, and the events after it. */
  private long decided() {
    if (engine.readSnapshot("sales").isPresent()) {
      throw new IllegalStateException("nobody stored a snapshot");
    }
    return total();
  }

  private long total() {
    return engine.readEvents("sales").asStream().mapToLong(event -> cents(event.getPayload())).sum();
  }

  private static long cents(Object payload) {
    return ((Sale) payload).cents();
  }

  @Override
  public long stored() throws SQLException {
    return database.number("select count(*) from DomainEventEntry");
  }

  @Override
  public void close() throws SQLException {
    pool.close();
    database.close();
  }
}
