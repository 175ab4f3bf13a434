#!/usr/bin/env bash
# ScalarDB 3.19.1 (Maven com.scalar-labs:scalardb; consensus commit, here over SQLite): a transaction reads rows one by one from a
#   scanner, and deletes one that it was given. Neither the delete nor the next row fails. The scanner's close() does: it throws
#   IllegalArgumentException, DB-CORE-10106, "Scanning data already-written or already-deleted by the same transaction is not
#   allowed". So a loop that deletes what it meets passes as long as it meets nothing to delete.
# The same delete after close(), or after scan(), which returns a list, passes.
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
      <groupId>org.xerial</groupId>
      <artifactId>sqlite-jdbc</artifactId>
      <version>3.54.1.0</version>
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

cat > Deleting.java <<'JAVA'
import com.scalar.db.api.Delete;
import com.scalar.db.api.DistributedTransaction;
import com.scalar.db.api.Insert;
import com.scalar.db.api.Scan;
import com.scalar.db.api.TableMetadata;
import com.scalar.db.io.DataType;
import com.scalar.db.io.Key;
import com.scalar.db.service.TransactionFactory;
import java.util.Properties;

public class Deleting {
  public static void main(String[] args) throws Exception {
    var properties = new Properties();
    properties.put("scalar.db.storage", "jdbc");
    properties.put("scalar.db.contact_points", "jdbc:sqlite:store.db?busy_timeout=10000");
    properties.put("scalar.db.consensus_commit.isolation_level", "SERIALIZABLE");
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
    try (var manager = factory.getTransactionManager()) {
      var filling = manager.begin();
      for (var c = 1; c <= 3; c++) {
        filling.insert(Insert.newBuilder().namespace("n").table("t").partitionKey(Key.ofInt("p", 0))
            .clusteringKey(Key.ofInt("c", c)).build());
      }
      filling.commit();

      var within = manager.begin();
      try (var rows = within.getScanner(all())) {
        for (var row = rows.one(); row.isPresent(); row = rows.one()) {
          if (row.get().getInt("c") == 2) {
            delete(within, 2);
            System.out.println("deleted 2, the scanner goes on");
          }
        }
        System.out.println("the scanner is at its end");
      } catch (IllegalArgumentException e) {
        System.out.println("closing: " + e.getMessage());
      }
      within.rollback();

      var after = manager.begin();
      try (var rows = after.getScanner(all())) {
        while (rows.one().isPresent()) {
          // It is read.
        }
      }
      delete(after, 2);
      after.commit();

      var list = manager.begin();
      var found = list.scan(all());
      delete(list, 3);
      list.commit();
      System.out.println("after close: passes; after scan(), which found " + found.size() + " rows: passes");
    }
  }

  private static Scan all() {
    return Scan.newBuilder().namespace("n").table("t").partitionKey(Key.ofInt("p", 0)).build();
  }

  private static void delete(DistributedTransaction transaction, int c) throws Exception {
    transaction.delete(Delete.newBuilder().namespace("n").table("t").partitionKey(Key.ofInt("p", 0))
        .clusteringKey(Key.ofInt("c", c)).build());
  }
}
JAVA

cat > expected <<'TEXT'
deleted 2, the scanner goes on
the scanner is at its end
closing: DB-CORE-10106: Scanning data already-written or already-deleted by the same transaction is not allowed
after close: passes; after scan(), which found 2 rows: passes
TEXT

java -cp 'jars/*' Deleting.java 2>/dev/null | tee seen
diff expected seen
echo "as described"
