const $ = (id) => document.getElementById(id);
const path = (...parts) => ["/api", ...parts.map(encodeURIComponent)].join("/");
const newKey = () => "order-" + crypto.randomUUID().slice(0, 8);
const plural = (n, one, many = one + "s") => `${n} ${n === 1 ? one : many}`;

function node(tag, props = {}, ...children) {
  const made = Object.assign(document.createElement(tag), props);
  made.append(...children);
  return made;
}

/** Puts items into a list, or says that there are none. */
function fill(list, items, none) {
  list.replaceChildren(...(items.length ? items : [node("li", { className: "none" }, none)]));
}

/** What shows the app that this page sends a change, and not another one: the session tells it. */
let csrf = "";

/** Whether the user may act for others. */
let admin = false;

/** Calls the API. Throws the problem document of an answer that is not a success. */
async function call(method, url, body, headers = {}) {
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  const init = { method, headers: { ...headers, "Content-Type": "application/json", "X-CSRF-Token": csrf }, body: text,
    cache: "no-store" }; // what the app shows depends on who is signed in
  let response;
  try {
    response = await fetch(url, init);
  } catch {
    throw { title: "No answer", detail: "The app cannot be reached. Is it still running?" };
  }
  if (response.status === 204) return {};
  const answer = await response.json();
  if (!response.ok) throw answer;
  return { ...answer, code: response.status };
}

function say(output, text, bad = false) {
  output.textContent = text;
  output.classList.toggle("bad", bad);
}

/** Runs the action of a button, shows its result, then refreshes the page. */
async function act(output, work) {
  try {
    say(output, await work());
  } catch (problem) {
    say(output, problem.title ? `${problem.title}: ${problem.detail}` : String(problem), true);
  }
  await refresh();
}

function onSubmit(form, output, work) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(form));
    act(output, () => work(fields, event.submitter?.value));
  });
}

const when = (at) => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const pounds = ({ amount, currency }) => `${(amount / 100).toFixed(2)} ${currency}`;

// Signing in

/** Shows the form, or what somebody who is signed in sees. */
async function showSession() {
  const session = await call("GET", path("session")).catch(() => null);
  csrf = session?.csrf ?? "";
  admin = session?.admin ?? false;
  $("user").textContent = session?.user ?? "";
  $("signed-in").hidden = !session;
  $("signed-out").hidden = !!session;
  document.querySelector("main").hidden = !session;
  for (const own of [$("booking").elements.actor, $("order").elements.customer]) {
    own.readOnly = !admin;
    if (session && !admin) own.value = session.user;
  }
  return !!session;
}

onSubmit($("sign-in"), $("sign-in-says"), async ({ user, password }) => {
  await call("POST", path("session"), { user, password });
  $("sign-in").elements.password.value = "";
  return "";
});

$("sign-out").addEventListener("click", () => act($("sign-in-says"), async () => {
  await call("DELETE", path("session"));
  return "You are signed out.";
}));

// Access

const CHANGES = { granted: "granted to", revoked: "revoked from" };

async function showAccess() {
  const resource = $("access").elements.resource.value || "-";
  const grants = await call("GET", path("acl", resource)).catch(() => null);
  if (!grants) {
    fill($("principals"), [], "Admins see that, and users who hold acl:RESOURCE.");
    return fill($("audit"), [], "Nothing that you may see.");
  }
  fill($("principals"), grants.principals.map((name) => node("li", {}, name)), "Nobody.");
  const { events } = await call("GET", path("acl", resource, "audit"));
  fill($("audit"), events.reverse().map((event) => node("li", {},
    node("time", { dateTime: event.at }, when(event.at)),
    node("span", {}, `${CHANGES[event.type]} ${event.data.principal}`))), "No events yet.");
}

onSubmit($("access"), $("access-says"), async ({ resource, principal }, what) => {
  if (what === "check") {
    const { allowed } = await call("GET", path("acl", resource, "can", principal));
    return `${principal} ${allowed ? "can" : "cannot"} access ${resource}.`;
  }
  if (what === "revoke") {
    const { allowedThrough } = await call("DELETE", path("acl", resource, "grants", principal));
    return allowedThrough
      ? `${principal} still has access to ${resource}, through ${allowedThrough.join(", ")}.`
      : `${principal} lost access to ${resource}.`;
  }
  const { code } = await call("POST", path("acl", resource, "grants"), { principal });
  return code === 201
    ? `${principal} has access to ${resource}.`
    : `${principal} already had this grant. Nothing was written.`;
});

// Bookings

const occurrence = () => $("occurrence").elements.id.value || "-";

async function showSeats() {
  let here;
  try {
    here = await call("GET", path("occurrences", occurrence()));
  } catch {
    $("map-title").textContent = "Seats";
    return fill($("map"), [], "Not open for booking yet. Press “Open or update”.");
  }
  const names = new Map(here.roster.map(({ actor, seat }) => [seat, actor])); // those that the user may see
  const taken = new Set(here.taken);
  const shown = Math.min(here.capacity, 120);
  $("map-title").textContent = `${here.title}: ${here.seatsLeft} of ${plural(here.capacity, "seat")} free`
    + (shown < here.capacity ? `. Only the first ${shown} are shown.` : "");
  fill($("map"), Array.from({ length: shown }, (_, i) => seat(i + 1, names.get(i + 1), taken.has(i + 1))), "none");
}

function seat(number, actor, taken) {
  if (!actor) return node("li", {}, node("span", { className: taken ? "taken" : "" }, taken ? "taken" : String(number)));
  const title = `Cancel the booking of ${actor}`;
  const button = node("button", { type: "button", title }, node("b", {}, actor), `seat ${number}`);
  button.setAttribute("aria-label", `Seat ${number}. ${title}`);
  button.addEventListener("click", () => act($("seats-say"), () => cancel(actor)));
  return node("li", {}, button);
}

async function cancel(actor) {
  const answer = await call("DELETE", path("occurrences", occurrence(), "bookings", actor));
  return `${actor} gave back seat ${answer.seat}.`;
}

onSubmit($("occurrence"), $("seats-say"), async ({ id, title, capacity }) => {
  const { code } = await call("PUT", path("occurrences", id), { title, capacity: Number(capacity) });
  return code === 201 ? `${title} is open for booking.` : `${title} has ${plural(Number(capacity), "seat")}.`;
});

onSubmit($("booking"), $("seats-say"), async ({ actor }, what) => {
  if (what === "cancel") return cancel(actor);
  const answer = await call("POST", path("occurrences", occurrence(), "bookings"), { actor });
  return answer.code === 201 ? `${actor} has seat ${answer.seat}.` : `${actor} already had seat ${answer.seat}.`;
});

$("race").addEventListener("click", () => act($("race-says"), async () => {
  $("race").disabled = true;
  try {
    const id = "race-" + crypto.randomUUID().slice(0, 8);
    await call("PUT", path("occurrences", id), { title: "The last seat", capacity: 1 });
    const runners = Array.from({ length: 20 }, (_, i) => i + 1);
    const won = await Promise.all(runners.map((runner) =>
      call("POST", path("occurrences", id, "bookings"), { actor: `runner ${runner}` })
        .then(() => true, (problem) => problem.status === 409 ? false : Promise.reject(problem))));
    $("runners").replaceChildren(...runners.map((runner, i) => node("li",
      { className: won[i] ? "won" : "", title: won[i] ? "got the seat" : "was told that it is full" },
      String(runner))));
    const booked = won.filter(Boolean).length;
    return `${booked} of 20 got the seat: runner ${won.indexOf(true) + 1}. The others were told that it is full.`;
  } finally {
    $("race").disabled = false;
  }
}));

// Orders

async function sign(text) {
  const bytes = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes.encode($("secret").value), algorithm, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", key, bytes.encode(text));
  return Array.from(new Uint8Array(mac), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function pay({ id, total }) {
  const body = JSON.stringify({ order: id, ...total, provider: "demo", reference: "page-" + id });
  const time = Math.floor(Date.now() / 1000);
  const headers = { "Idempotency-Key": "pay-" + id, "X-Signature": await sign(`${time}.${body}`), "X-Signature-Time": time };
  await call("POST", path("orders", id, "payments"), body, headers);
  return `Order ${id.slice(0, 8)} is paid: ${pounds(total)}. The app has checked the signature.`;
}

async function move({ id }, what, done) {
  await call("POST", path("orders", id, what), undefined, { "Idempotency-Key": `${what}-${id}` });
  return `Order ${id.slice(0, 8)} is ${done}.`;
}

const STEPS = {
  placed: [["Pay by webhook", pay]],
  paid: [["Fulfil", (order) => move(order, "fulfilment", "on its way")],
    ["Refund", (order) => move(order, "refunds", "paid back")]],
  fulfilled: [["Refund", (order) => move(order, "refunds", "paid back")]],
  refunded: [],
};

async function showOrders() {
  const totals = await call("GET", path("ledger")).catch(() => null);
  $("totals").replaceChildren(...(!totals ? [] : [
    "Revenue: ", node("strong", {}, totals.revenue.map(pounds).join(", ") || "0.00 GBP"), ". Orders: ",
    Object.entries(totals.orders).map(([status, count]) => `${count} ${status}`).join(", "), "."]));
  let last = [];
  for (let after = 0; after !== null;) {
    const page = await call("GET", `${path("orders")}?limit=1000&after=${after}`);
    last = last.concat(page.orders).slice(-6);
    after = page.next;
  }
  fill($("list"), last.reverse().map(order), "No orders yet.");
}

function order(it) {
  const items = it.lines.map((line) => `${line.quantity} × ${line.sku}`).join(", ");
  const steps = STEPS[it.status].filter(([, step]) => admin || step === pay); // the shop moves an order on
  const buttons = steps.map(([label, step]) => {
    const button = node("button", { type: "button" }, label);
    button.addEventListener("click", () => act($("orders-say"), () => step(it)));
    return button;
  });
  return node("li", {}, node("div", { className: "row" }, node("code", {}, it.id.slice(0, 8)),
    node("span", {}, `${items} for ${it.customer}`), node("span", { className: "badge" }, it.status),
    node("strong", {}, pounds(it.total))), node("div", { className: "buttons" }, ...buttons));
}

onSubmit($("order"), $("orders-say"), async ({ customer, sku, quantity, unitPrice, key }, what) => {
  if (what === "key") {
    $("order").elements.key.value = newKey();
    return "With the new key, the form places another order.";
  }
  const body = { customer, currency: "GBP",
    lines: [{ sku, quantity: Number(quantity), unitPrice: Number(unitPrice) }] };
  const send = () => call("POST", path("orders"), body, { "Idempotency-Key": key });
  const answers = await Promise.all(what === "twice" ? [send(), send()] : [send()]);
  const ids = new Set(answers.map(({ id }) => id));
  const codes = answers.map(({ code }) => code).join(" and ");
  return `The app answered ${codes}. Key ${key} stands for ${plural(ids.size, "order")}: ${[...ids][0].slice(0, 8)}.`;
});

// Streams

async function showStreams() {
  const open = new Set(Array.from(document.querySelectorAll("#streams details[open]"), (it) => it.dataset.name));
  const answer = await call("GET", `${path("streams")}?limit=30`).catch(() => null);
  if (!answer) return $("streams").replaceChildren(node("p", { className: "none" }, "Only an admin sees the streams."));
  const { streams, next } = answer;
  const made = streams.map(({ stream, seq }) => streamOf(stream, seq, open.has(stream)));
  $("streams").replaceChildren(...(made.length ? made : [node("p", { className: "none" }, "No streams yet.")]),
    ...(next ? [node("p", { className: "none" }, "Only the first 30 streams are shown, in name order.")] : []));
}

function streamOf(name, seq, open) {
  const events = node("ol", { className: "events" });
  const made = node("details", {}, node("summary", {}, node("code", {}, name),
    node("span", { className: "seq" }, plural(seq, "event"))), events);
  made.dataset.name = name;
  made.addEventListener("toggle", async () => {
    if (!made.open) return;
    const page = await call("GET", `${path("streams", name, "events")}?from=${Math.max(1, seq - 9)}&limit=10`);
    fill(events, page.events.reverse().map((event) => node("li", {}, node("span", { className: "seq" }, event.seq),
      node("span", {}, event.type, " ", node("code", {}, JSON.stringify(event.data))))), "No events.");
  });
  made.open = open;
  return made;
}

async function showHealth() {
  await call("GET", path("health")).then(
    ({ engine }) => say($("health"), `The ${engine} engine answers.`),
    ({ title, detail }) => say($("health"), `${title}: ${detail}`, true));
}

async function refresh() {
  const [signedIn] = await Promise.all([showSession(), showHealth()]);
  if (signedIn) await Promise.allSettled([showAccess(), showSeats(), showOrders(), showStreams()]);
}

$("access").elements.resource.addEventListener("change", refresh);
$("occurrence").elements.id.addEventListener("change", refresh);
$("order").elements.key.value = newKey();
refresh();
