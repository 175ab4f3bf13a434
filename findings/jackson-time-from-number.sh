#!/usr/bin/env bash
# Jackson 3.2.4 (tools.jackson.core:jackson-databind), with its defaults, reads numbers and longer texts as java.time values
# and says nothing about what it drops:
#   1e400, a valid JSON number, becomes the Instant 1970-01-01T00:00:00Z and the Duration PT0S: beyond the range of seconds,
#   the result is zero and no error;
#   "4", a text, becomes the Instant of second 4;
#   "2024-01-01T23:30:00Z", a time, becomes the LocalDate 2024-01-01: the time of day is dropped.
# A reader that wants each of these refused registers deserializers of its own that take one text form.
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
      <groupId>tools.jackson.core</groupId>
      <artifactId>jackson-databind</artifactId>
      <version>3.2.4</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -B -q -ntp org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=jars

cat > Read.java <<'JAVA'
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import tools.jackson.databind.json.JsonMapper;

public class Read {
  public static void main(String[] args) {
    var mapper = new JsonMapper();
    System.out.println("version " + mapper.version());
    System.out.println("1e400 as Instant: " + mapper.readValue("1e400", Instant.class));
    System.out.println("1e400 as Duration: " + mapper.readValue("1e400", Duration.class));
    System.out.println("\"4\" as Instant: " + mapper.readValue("\"4\"", Instant.class));
    System.out.println("\"2024-01-01T23:30:00Z\" as LocalDate: "
        + mapper.readValue("\"2024-01-01T23:30:00Z\"", LocalDate.class));
  }
}
JAVA

cat > expected <<'TEXT'
version 3.2.4
1e400 as Instant: 1970-01-01T00:00:00Z
1e400 as Duration: PT0S
"4" as Instant: 1970-01-01T00:00:04Z
"2024-01-01T23:30:00Z" as LocalDate: 2024-01-01
TEXT

java -cp 'jars/*' Read.java | tee seen
diff expected seen
echo "as described"
