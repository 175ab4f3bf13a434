#!/usr/bin/env bash
# htmx-ext-sse 2.2.2 with htmx.org 2.0.4 (npm), in jsdom 26.0.0 with the EventSource of undici 7.2.0:
#   A page has seen event 7 when its server ends the answer. The EventSource comes back by itself and sends Last-Event-ID: 7.
#   That time the server says 503, as one that restarts behind a proxy does. The EventSource gives up, as its standard says;
#   the extension makes a new one, and that sends no Last-Event-ID.
# A server that relies on the header tells such a page nothing of what it missed; the page has to say in its URL what it shows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --save-exact htmx.org@2.0.4 htmx-ext-sse@2.2.2 jsdom@26.0.0 undici@7.2.0

cat > page.mjs <<'JAVASCRIPT'
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";
import { EventSource } from "undici";

const installed = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version;
console.log("version " + installed("htmx-ext-sse"));

let calls = 0;
const server = createServer((request, response) => {
  response.setHeader("Access-Control-Allow-Origin", "*");
  calls++;
  console.log(`call ${calls} sends Last-Event-ID: ${request.headers["last-event-id"] ?? "none"}`);
  if (calls === 1) {
    response.writeHead(200, { "Content-Type": "text/event-stream" }).end("retry: 100\nid: 7\nevent: changed\ndata: x\n\n");
  } else if (calls === 2) {
    response.writeHead(503).end();
  } else {
    process.exit(0);
  }
});
server.listen(0, "127.0.0.1", () => {
  const url = `http://127.0.0.1:${server.address().port}/live`;
  const page = new JSDOM(`<body><div hx-ext="sse" sse-connect="${url}"><p sse-swap="changed"></p></div></body>`,
    { runScripts: "outside-only", url: "http://127.0.0.1/", pretendToBeVisual: true });
  page.window.EventSource = EventSource;
  page.window.eval(readFileSync("node_modules/htmx.org/dist/htmx.js", "utf8") + "\nwindow.htmx = htmx;");
  page.window.eval(readFileSync("node_modules/htmx-ext-sse/sse.js", "utf8"));
});
setTimeout(() => process.exit(1), 30_000);
JAVASCRIPT

cat > expected <<'TEXT'
version 2.2.2
call 1 sends Last-Event-ID: none
call 2 sends Last-Event-ID: 7
call 3 sends Last-Event-ID: none
TEXT

node page.mjs 2> errors | tee seen
diff expected seen
echo "as described"
