package dev.persist.distributed;

import com.scalar.db.api.DistributedStorage;
import com.scalar.db.api.DistributedStorageAdmin;
import com.scalar.db.api.DistributedStorageProvider;
import com.scalar.db.api.Mutation;
import com.scalar.db.api.Put;
import com.scalar.db.api.PutIfNotExists;
import com.scalar.db.common.StorageInfoProvider;
import com.scalar.db.common.TableMetadataManager;
import com.scalar.db.config.DatabaseConfig;
import com.scalar.db.exception.storage.ExecutionException;
import com.scalar.db.exception.storage.NoMutationException;
import com.scalar.db.exception.storage.RetriableExecutionException;
import com.scalar.db.storage.jdbc.JdbcAdmin;
import com.scalar.db.storage.jdbc.JdbcConfig;
import com.scalar.db.storage.jdbc.JdbcCrudService;
import com.scalar.db.storage.jdbc.JdbcDatabase;
import com.scalar.db.storage.jdbc.JdbcOperationChecker;
import com.scalar.db.storage.jdbc.JdbcProvider;
import com.scalar.db.storage.jdbc.JdbcUtils;
import com.scalar.db.storage.jdbc.RdbEngineFactory;
import com.scalar.db.storage.jdbc.RdbEngineStrategy;
import com.scalar.db.storage.jdbc.query.InsertQuery;
import com.scalar.db.storage.jdbc.query.QueryBuilder;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * ScalarDB's storage on a PostgreSQL, except that the rows which a transaction adds to a table are one batch. ScalarDB 3.19 sends
 * each in a round trip of its own, so that it can answer for each whether it was there. A transaction that adds a row which is
 * there conflicts, whichever it is.
 */
final class BatchingStorage extends JdbcDatabase {
  /** What the file of a store calls {@code jdbc}. */
  static final String NAME = "persist-jdbc";

  private final RdbEngineStrategy engine;
  private final HikariDataSource connections;

  /** Those that look up tables: a writer that has a connection must not wait for one of the same pool. */
  private final HikariDataSource lookups;

  private final TableMetadataManager tables;
  private final JdbcCrudService others;
  private final QueryBuilder queries;

  private BatchingStorage(DatabaseConfig config) {
    super(config);
    var jdbc = new JdbcConfig(with(config, JdbcConfig.CONNECTION_POOL_MIN_IDLE, "0")); // a writer needs one while it writes
    engine = RdbEngineFactory.create(jdbc);
    connections = JdbcUtils.initDataSource(jdbc, engine);
    lookups = JdbcUtils.initDataSourceForTableMetadata(jdbc, engine);
    var admin = new JdbcAdmin(lookups, jdbc, JdbcUtils.requiresExplicitCommit(connections, engine));
    tables = new TableMetadataManager(admin, config.getMetadataCacheExpirationTimeSecs());
    var checker = new JdbcOperationChecker(config, tables, new StorageInfoProvider(admin), engine);
    others = new JdbcCrudService(tables, checker, engine, config.getScanFetchSize());
    queries = new QueryBuilder(engine);
  }

  /**
   * Does all of {@code mutations} or nothing. They are on this server, and name their tables.
   *
   * @throws NoMutationException when a row is not as a mutation expects; nothing was done
   * @throws RetriableExecutionException when another transaction was in the way; nothing was done
   * @throws ExecutionException when the server or the way to it failed; all may have been done
   */
  @Override
  public void mutate(List<? extends Mutation> mutations) throws ExecutionException {
    var added = new ArrayList<Put>();
    var rest = new ArrayList<Mutation>();
    for (var mutation : mutations) {
      if (mutation instanceof Put put && put.getCondition().orElse(null) instanceof PutIfNotExists) {
        added.add(put);
      } else {
        rest.add(mutation);
      }
    }
    if (added.size() < 2) {
      super.mutate(mutations);
      return;
    }
    var inserts = inserts(added);
    try (var connection = connections.getConnection()) {
      connection.setAutoCommit(false);
      try {
        var done = (rest.isEmpty() || others.mutate(rest, connection)) && add(inserts, connection);
        if (done) {
          connection.commit();
        } else {
          connection.rollback();
          throw new NoMutationException("a row is not as it was", mutations);
        }
      } catch (SQLException e) {
        try {
          connection.rollback();
        } catch (SQLException again) {
          e.addSuppressed(again);
        }
        if (engine.isConflict(e)) {
          throw new RetriableExecutionException(e.getMessage(), e);
        }
        throw e;
      }
    } catch (SQLException e) {
      throw new ExecutionException(e.getMessage(), e);
    }
  }

  private Map<String, List<InsertQuery>> inserts(List<Put> added) throws ExecutionException {
    var bySql = new LinkedHashMap<String, List<InsertQuery>>();
    for (var put : added) {
      var query = queries
          .insertInto(put.forNamespace().orElseThrow(), put.forTable().orElseThrow(), tables.getTableMetadata(put))
          .values(put.getPartitionKey(), put.getClusteringKey(), put.getColumns())
          .build();
      bySql.computeIfAbsent(query.sql(), sql -> new ArrayList<>()).add(query);
    }
    return bySql;
  }

  /** Adds rows; returns whether none of them was there. */
  private boolean add(Map<String, List<InsertQuery>> inserts, Connection connection) throws SQLException {
    for (var alike : inserts.entrySet()) {
      try (var statement = connection.prepareStatement(alike.getKey())) {
        for (var query : alike.getValue()) {
          query.bind(statement);
          statement.addBatch();
        }
        if (Arrays.stream(statement.executeBatch()).anyMatch(count -> count == 0)) {
          return false;
        }
      } catch (BatchUpdateException e) {
        if (engine.isDuplicateKeyError(e)) {
          return false;
        }
        throw e;
      }
    }
    return true;
  }

  @Override
  public void close() {
    super.close();
    connections.close();
    lookups.close();
  }

  private static DatabaseConfig with(DatabaseConfig config, String property, String value) {
    var properties = new Properties();
    properties.putAll(config.getProperties());
    properties.setProperty(property, value);
    return new DatabaseConfig(properties);
  }

  /** For {@link java.util.ServiceLoader}, by which ScalarDB finds it. */
  public static final class Provider implements DistributedStorageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public Provider() {}

    @Override
    public String getName() {
      return NAME;
    }

    @Override
    public DistributedStorage createDistributedStorage(DatabaseConfig config) {
      return new BatchingStorage(jdbc(config));
    }

    @Override
    public DistributedStorageAdmin createDistributedStorageAdmin(DatabaseConfig config) {
      return new JdbcProvider().createDistributedStorageAdmin(jdbc(config));
    }

    private static DatabaseConfig jdbc(DatabaseConfig config) {
      return with(config, DatabaseConfig.STORAGE, JdbcConfig.STORAGE_NAME);
    }
  }
}
