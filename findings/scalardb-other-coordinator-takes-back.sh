#!/usr/bin/env bash
# ScalarDB 3.19.1 (Maven com.scalar-labs:scalardb; consensus commit over multi-storage, here two SQLite files): a transaction over
#   two storages is committed once its state is in the coordinator's table. When the last step, which tells this to the rows,
#   fails on one storage, commit() succeeds all the same, and a reader does that step later (row 1).
# When the application is started again with another default_storage, ScalarDB says that the coordinator's tables do not exist.
#   The application makes them, as at its first start. Then the reader takes such a row back, without an error. The row on the
#   other storage stays, so half of a committed transaction is left. To name the first storage again does not help (row 2).
# Here a trigger refuses the last step, as a server that is away for that moment does.
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

cat > Moved.java <<'JAVA'
import com.scalar.db.api.DistributedTransactionManager;
import com.scalar.db.api.Get;
import com.scalar.db.api.Insert;
import com.scalar.db.api.TableMetadata;
import com.scalar.db.io.DataType;
import com.scalar.db.io.Key;
import com.scalar.db.service.TransactionFactory;
import java.sql.DriverManager;
import java.util.Properties;

public class Moved {
  public static void main(String[] args) throws Exception {
    run(1, "a");
    run(2, "b", "a");
  }

  private static void run(int row, String... coordinators) throws Exception {
    var key = Key.ofInt("p", row);
    try (var first = open("a")) {
      sql("CREATE TRIGGER away BEFORE UPDATE ON \"y$t\" BEGIN SELECT RAISE(ABORT, 'away'); END");
      var writing = first.begin();
      for (var namespace : new String[]{"x", "y"}) {
        writing.insert(Insert.newBuilder().namespace(namespace).table("t").partitionKey(key).intValue("v", 1).build());
      }
      writing.commit();
      System.out.println("row " + row + " is committed to x and y");
      sql("DROP TRIGGER away");
    }
    Thread.sleep(16_000); // a reader leaves younger rows alone
    for (var storage : coordinators) {
      try (var again = open(storage)) {
        read(again, key);
        Thread.sleep(2_000); // it goes on in the background
        System.out.println("the coordinator is on " + storage + ": x " + read(again, key));
      }
    }
  }

  private static DistributedTransactionManager open(String coordinator) throws Exception {
    var properties = new Properties();
    properties.put("scalar.db.storage", "multi-storage");
    properties.put("scalar.db.multi_storage.storages", "a,b");
    for (var storage : new String[]{"a", "b"}) {
      properties.put("scalar.db.multi_storage.storages." + storage + ".storage", "jdbc");
      properties.put("scalar.db.multi_storage.storages." + storage + ".contact_points",
          "jdbc:sqlite:" + storage + ".db?busy_timeout=10000");
    }
    properties.put("scalar.db.multi_storage.namespace_mapping", "x:a,y:b");
    properties.put("scalar.db.multi_storage.default_storage", coordinator);
    var factory = TransactionFactory.create(properties);
    try (var admin = factory.getTransactionAdmin()) {
      admin.createCoordinatorTables(true);
      for (var namespace : new String[]{"x", "y"}) {
        admin.createNamespace(namespace, true);
        admin.createTable(namespace, "t", TableMetadata.newBuilder()
            .addColumn("p", DataType.INT)
            .addColumn("v", DataType.INT)
            .addPartitionKey("p")
            .build(), true);
      }
    }
    return factory.getTransactionManager();
  }

  private static String read(DistributedTransactionManager manager, Key key) throws Exception {
    var there = new StringBuilder();
    for (var namespace : new String[]{"x", "y"}) {
      var reading = manager.begin();
      try {
        var found = reading.get(Get.newBuilder().namespace(namespace).table("t").partitionKey(key).build());
        reading.commit();
        there.append(there.isEmpty() ? "" : ", y ").append(found.isPresent() ? "has it" : "has not");
      } catch (Exception e) {
        reading.rollback();
        there.append(there.isEmpty() ? "" : ", y ").append(e.getClass().getSimpleName());
      }
    }
    return there.toString();
  }

  private static void sql(String sql) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:b.db"); var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
JAVA

cat > expected <<'TEXT'
row 1 is committed to x and y
the coordinator is on a: x has it, y has it
row 2 is committed to x and y
the coordinator is on b: x has it, y has not
the coordinator is on a: x has it, y has not
TEXT

java -cp 'jars/*' Moved.java 2>/dev/null | tee seen
diff expected seen
echo "as described"
