// Writes down what the global fetch of Node sends and gets, one JSON line per exchange, for banlint.
//
// Enable, as the first import of the program (or without touching it: node --import ./node_fetch.mjs bot.mjs):
//   import "./node_fetch.mjs";
//
// The lines go to the file named by BANLINT_DUMP (default banlint.ndjson). Account keys stand in
// it as they were sent: treat the file as a secret. banlint never prints them.
import { appendFileSync } from "node:fs";

const MOST = 1 << 20; // a longer answer is written down without its body
const wanted = ["user-agent", "content-type", "content-encoding", "retry-after"];
const pick = (headers) => Object.fromEntries(wanted.filter((k) => headers.has(k)).map((k) => [k, headers.get(k)]));
const open = new Set(); // lines not written yet
process.on("exit", () => open.forEach(write));

function write(line) {
  if (!open.delete(line)) return;
  try {
    appendFileSync(process.env.BANLINT_DUMP || "banlint.ndjson", JSON.stringify(line) + "\n", { mode: 0o600 });
  } catch {} // a recorder that fails must not disturb the program
}

function body(line, name, bytes) {
  try {
    line[name] = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    line[name + "_base64"] = Buffer.from(bytes).toString("base64");
  }
}

// asked notes the request; what it returns is done when the body is noted too.
async function asked(line, input, init) {
  const before = input instanceof Request ? input : undefined;
  line.method = (init?.method ?? before?.method ?? "GET").toUpperCase();
  line.url = String(before?.url ?? input);
  const data = init?.body ?? undefined;
  const stream = data instanceof ReadableStream || data?.[Symbol.asyncIterator]; // left out
  const copy = data === undefined && before?.body ? before.clone() : new Response(stream ? undefined : data);
  const headers = new Headers(init?.headers ?? before?.headers);
  if (data instanceof FormData || !headers.has("content-type")) {
    const type = copy.headers.get("content-type");
    if (type) headers.set("content-type", type);
  }
  line.headers = pick(headers);
  if (!stream) body(line, "body", await copy.arrayBuffer());
}

async function answered(line, clock, response) {
  line.status = response.status;
  line.response_headers = pick(response.headers);
  const parts = [];
  let size = 0;
  const reader = response.clone().body?.getReader();
  for (let r; reader && !(r = await reader.read()).done; parts.push(r.value)) {
    if ((size += r.value.length) > MOST) return void reader.cancel().catch(() => {});
  }
  body(line, "response_body", Buffer.concat(parts));
  line.duration_ms = +(performance.now() - clock).toFixed(3);
}

const send = globalThis.fetch;
globalThis.fetch = async function fetch(input, init) {
  const line = { time: new Date().toISOString() };
  const clock = performance.now();
  try {
    if (new URL(input?.url ?? input).username) throw 0;
  } catch {
    return send.call(this, input, init); // which fails without sending anything
  }
  open.add(line);
  const failed = (e) => (line.error = [e?.name, e?.cause?.code].filter(Boolean).join(" ") || "Error");
  const noted = asked(line, input, init).catch(() => {});
  let response;
  try {
    response = await send.call(this, input, init);
  } catch (e) {
    line.duration_ms = +(performance.now() - clock).toFixed(3);
    failed(e);
    noted.then(() => write(line));
    throw e;
  }
  line.duration_ms = +(performance.now() - clock).toFixed(3);
  Promise.all([noted, answered(line, clock, response).catch(failed)]).then(() => write(line));
  return response;
};
