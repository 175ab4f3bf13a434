/* Shows the document of the API. The page is made here, so that it can never say something else. */

const $ = (id) => document.getElementById(id);
/** The parameters that are shown once, for all calls. */
const ANYWHERE = ["IfMatch", "IfNoneMatch", "CorrelationId"];
const METHODS = new Set(["get", "post", "put", "delete"]);

function node(tag, props = {}, ...children) {
  const made = Object.assign(document.createElement(tag), props);
  made.append(...children);
  return made;
}

/** Makes the parts between backticks code. */
const prose = (text) => text.split("`").map((part, i) => i % 2 ? node("code", {}, part) : part);
const paragraph = (text) => node("p", {}, ...prose(text));
const json = (value) => node("pre", { tabIndex: 0 }, typeof value === "string" ? value : JSON.stringify(value, null, 2));

let root;

/** Returns what a reference stands for, with what is said beside it; or the thing itself. */
function at(thing = {}) {
  if (!thing.$ref) return thing;
  const { $ref, ...beside } = thing;
  return { ...at($ref.slice(2).split("/").reduce((part, key) => part[key], root)), ...beside };
}

// Schemas, as rows of a table

function kind(schema) {
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.join(", ");
  if (schema.type === "array") return schema.items ? `list of ${kind(at(schema.items))}s` : "list";
  return schema.format === "date-time" ? "instant" : [schema.type ?? "any"].flat().join(" or ");
}

/** Says what a value may be at least and at most. The largest number that fits is no bound to read about. */
function bounds({ minimum, maximum, minLength, maxLength, minItems, maxItems }) {
  const range = (min = 0, max = Infinity, of) =>
    max <= Number.MAX_SAFE_INTEGER ? `${min} to ${max.toLocaleString("en")}${of}` : min ? `at least ${min}${of}` : "";
  return [range(minimum, maximum, ""), range(minLength, maxLength, " characters"), range(minItems, maxItems, " entries")]
    .filter(Boolean).join(", ");
}

function row(name, schema, required, text) {
  const type = [kind(schema), bounds(schema)].filter(Boolean).join(", ");
  return node("tr", {},
    node("th", { scope: "row" }, node("code", {}, name), required ? "" : node("small", {}, " optional")),
    node("td", {}, type), node("td", {}, ...prose(text ?? schema.description ?? "")));
}

/** Returns a row for each field, also those of the objects in it; of each thing that it may be. */
function fields(given, prefix = "") {
  const schema = at(given);
  if (schema.oneOf) return schema.oneOf.flatMap((each) => fields(each, prefix));
  if (schema.type === "array") return fields(schema.items, prefix.replace(/\.$/, "[]."));
  return Object.entries(schema.properties ?? {}).flatMap(([name, part]) => [
    row(prefix + name, at(part), schema.required?.includes(name)), ...fields(part, prefix + name + ".")]);
}

const table = (rows) => rows.length ? [node("div", { className: "scrolls" }, node("table", {}, node("tbody", {}, ...rows)))] : [];

/** Shows what a body holds. */
function content({ content = {} }) {
  return Object.entries(content).flatMap(([type, { schema, example }]) => [
    ...type.includes("problem") ? [] : table(fields(schema ?? {})),
    ...example === undefined ? [] : [json(example)]]);
}

// Calls

/** Says who may make a call. */
function callers(security) {
  if (!security.length) return "Anyone, without signing in.";
  const [[name, roles]] = Object.entries(security[0]);
  if (name !== "token") {
    return "A caller that sends " + Object.keys(security[0]).map((each) => root.components.securitySchemes[each])
      .map(({ name, description }) => `\`${name ?? "Authorization: Bearer TOKEN"}\`: ${description}`).join(" ");
  }
  if (!roles.length) return "Every user who is signed in.";
  const others = roles.filter((role) => role !== "app:admin").map((role) => role === "owner" ? "the owner"
    : role.startsWith("user:") ? `the user \`${role.slice(5)}\` of the path`
    : `users with a grant on \`${role}\``);
  return [...others, "administrators"].join(", and ").replace(/^./, (first) => first.toUpperCase()) + ".";
}

/** Returns a command that makes the call, with the examples. */
function curl(method, path, parameters, operation) {
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const needed = parameters.filter(({ required }) => required);
  const filled = needed.filter((it) => it.in === "path")
    .reduce((url, it) => url.replace(`{${it.name}}`, encodeURIComponent(it.example)), path);
  const body = at(operation.requestBody).content ?? {};
  const schemes = Object.keys(operation.security[0] ?? {});
  return ["curl -s", ...method === "get" || (method === "post" && body["application/json"]) ? [] : [`-X ${method.toUpperCase()}`],
    ...schemes.some((it) => it.toLowerCase().endsWith("token")) ? ["-H 'Authorization: Bearer TOKEN'"] : [],
    ...schemes.includes("signature") ? ["-H 'X-Signature: SIGNATURE'", "-H 'X-Signature-Time: TIME'"] : [],
    ...needed.filter((it) => it.in === "header").map((it) => `-H ${quoted(`${it.name}: ${it.example}`)}`),
    ...body["application/json"] ? [`--json ${quoted(JSON.stringify(body["application/json"].example))}`] : [],
    ...body["*/*"] ? ["-H 'Content-Type: application/pdf' --data-binary @invoice.pdf"] : [],
    location.origin + filled].join(" \\\n  ");
}

function answer(status, given) {
  const it = at(given);
  const headers = Object.entries(it.headers ?? {}).map(([name, header]) => row(name, at(at(header).schema), at(header).required, at(header).description));
  const shown = [...table(headers), ...content(it)];
  const title = [node("b", {}, status === "default" ? "else" : status), node("span", {}, ...prose(it.description))];
  return shown.length ? node("details", {}, node("summary", {}, ...title), ...shown) : node("p", { className: "bare" }, ...title);
}

function call(method, path, item, operation) {
  const parameters = [...(operation.parameters ?? []), ...(item.parameters ?? [])].map(at)
    .sort((a, b) => Boolean(b.required) - Boolean(a.required));
  const own = parameters.filter((it) => !ANYWHERE.some((name) => root.components.parameters[name].name === it.name));
  const body = at(operation.requestBody);
  return node("details", { id: operation.operationId, className: "call" },
    node("summary", {}, node("b", { className: `method ${method}` }, method.toUpperCase()),
      node("span", {}, node("code", {}, path), " ", node("span", {}, operation.summary))),
    ...operation.description ? [paragraph(operation.description)] : [],
    node("p", {}, node("b", {}, "Who may: "), ...prose(callers(operation.security))),
    ...own.length ? [node("h3", {}, "Parameters"),
      ...table(own.map((it) => row(it.name, at(it.schema), it.required, `In the ${it.in}. ${it.description}`)))] : [],
    ...body.content ? [node("h3", {}, "Body"), ...body.description ? [paragraph(body.description)] : [], ...content(body)] : [],
    node("h3", {}, "Example"), node("pre", { tabIndex: 0 }, curl(method, path, parameters, operation)),
    node("h3", {}, "Answers"), ...Object.entries(operation.responses).map(([status, it]) => answer(status, it)));
}

function showCalls() {
  $("contents").open = matchMedia("(min-width: 60rem)").matches;
  $("about").append(...root.info.description.split("\n\n").map(paragraph), node("h3", {}, "Headers of any call"),
    ...table(ANYWHERE.map((name) => root.components.parameters[name])
      .map((it) => row(it.name, at(it.schema), it.required, it.description))));
  for (const { name, description } of root.tags) {
    const calls = Object.entries(root.paths).flatMap(([path, item]) => Object.entries(item)
      .filter(([method, operation]) => METHODS.has(method) && operation.tags.includes(name))
      .map(([method, operation]) => [method, path, item, operation]));
    $("calls").append(node("section", {}, node("h2", {}, name), node("p", { className: "why" }, description),
      ...calls.map((each) => call(...each))));
    $("contents").append(node("h2", {}, name), node("ul", {}, ...calls.map(([, , , { operationId, summary }]) =>
      node("li", {}, node("a", { href: "#" + operationId }, summary)))));
  }
}

/** Opens the call that the address names. */
function openNamed() {
  const named = $(location.hash.slice(1));
  if (named?.matches("details")) {
    named.open = true;
    named.scrollIntoView();
  }
}

const answered = await fetch("/openapi.json").catch(() => null);
if (answered?.ok) {
  root = await answered.json();
  showCalls();
  openNamed();
  addEventListener("hashchange", openNamed);
} else {
  $("failed").hidden = false;
}
