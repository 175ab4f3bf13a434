// Appends events to the streams that its input names, one at a time, and prints the name once they are stored.
import { createInterface } from "node:readline";
import { getPostgreSQLEventStore } from "@event-driven-io/emmett-postgresql";
import pg from "pg";

const [url, connections, atOnce, type, data] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: Number(connections) });
const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } });
const event = { type, data: JSON.parse(data) };
const versions = new Map();

const append = async (stream) => {
  let expectedStreamVersion = versions.get(stream) ?? 0n;
  for (let i = 0; i < atOnce; i++) {
    const appended = await store.appendToStream(stream, [event], { expectedStreamVersion });
    expectedStreamVersion = appended.nextExpectedStreamVersion;
  }
  versions.set(stream, expectedStreamVersion);
  console.log(stream);
};

await store.schema.migrate();
createInterface({ input: process.stdin }).on("line", append).on("close", () => process.exit());
