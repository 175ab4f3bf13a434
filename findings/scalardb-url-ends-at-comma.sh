#!/usr/bin/env bash
# ScalarDB 3.19.1 (Maven com.scalar-labs:scalardb) takes contact_points for a list that commas divide, also where it is the URL of a
#   JDBC storage. The driver of PostgreSQL names the hosts of a cluster in its URL, with commas between them, so ScalarDB passes on
#   the part before the first comma: one host, without database and without parameters such as targetServerType. Of that part,
#   the driver (42.7.13) says that it is no URL.
# The driver takes the hosts from the parameters PGHOST and PGPORT, too, where the comma can be written as %2C. That passes.
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
      <groupId>org.apache.commons</groupId>
      <artifactId>commons-text</artifactId>
      <version>1.15.0</version>
    </dependency>
    <dependency>
      <groupId>org.postgresql</groupId>
      <artifactId>postgresql</artifactId>
      <version>42.7.13</version>
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

cat > Hosts.java <<'JAVA'
import com.scalar.db.config.DatabaseConfig;
import com.scalar.db.storage.jdbc.JdbcConfig;
import java.util.Properties;
import org.postgresql.Driver;

public class Hosts {
  public static void main(String[] args) {
    for (var url : new String[]{
        "jdbc:postgresql://db1,db2/orders?targetServerType=primary",
        "jdbc:postgresql:///orders?PGHOST=db1%2Cdb2&PGPORT=5432%2C5432&targetServerType=primary"}) {
      var properties = new Properties();
      properties.put("scalar.db.storage", "jdbc");
      properties.put("scalar.db.contact_points", url);
      var passed = new JdbcConfig(new DatabaseConfig(properties)).getJdbcUrl();
      System.out.println(url);
      System.out.println("  the driver alone: " + hosts(url));
      System.out.println("  ScalarDB passes on: " + passed);
      System.out.println("  the driver finds: " + hosts(passed));
    }
  }

  private static String hosts(String url) {
    var found = Driver.parseURL(url, null);
    return found == null
        ? "no URL"
        : found.getProperty("PGHOST") + " " + found.getProperty("PGDBNAME") + " " + found.getProperty("targetServerType");
  }
}
JAVA

cat > expected <<'TEXT'
jdbc:postgresql://db1,db2/orders?targetServerType=primary
  the driver alone: db1,db2 orders primary
  ScalarDB passes on: jdbc:postgresql://db1
  the driver finds: no URL
jdbc:postgresql:///orders?PGHOST=db1%2Cdb2&PGPORT=5432%2C5432&targetServerType=primary
  the driver alone: db1,db2 orders primary
  ScalarDB passes on: jdbc:postgresql:///orders?PGHOST=db1%2Cdb2&PGPORT=5432%2C5432&targetServerType=primary
  the driver finds: db1,db2 orders primary
TEXT

java -cp 'jars/*' Hosts.java 2>/dev/null | tee seen
diff expected seen
echo "as described"
