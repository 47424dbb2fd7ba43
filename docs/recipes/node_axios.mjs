// Writes down what axios sends and gets in Node, one JSON line per exchange, for banlint.
//
// Enable, before the first call and before axios.create (or give it the instance: record(instance)):
//   import { record } from "./node_axios.mjs";
//   record();
//
// The lines go to the file named by BANLINT_DUMP (default banlint.ndjson). Account keys stand in
// it as they were sent: treat the file as a secret. banlint never prints them.
import { appendFileSync } from "node:fs";
import axios from "axios";

const MOST = 1 << 20; // a longer answer is written down without its body
const wanted = ["user-agent", "content-type", "content-encoding", "retry-after"];
const done = Symbol("banlint");

// record wraps the adapter, the last step: retries and interceptors come before
// it, the body is the one that is sent, and failures come through it too.
export function record(instance = axios) {
  const adapter = instance.defaults.adapter;
  if (adapter?.[done]) return;
  if (typeof adapter !== "function" && !axios.getAdapter) {
    return process.emitWarning("banlint: axios 1.2 to 1.4 cannot be recorded, nothing is written down");
  }
  const recorded = async (config) => {
    const line = { time: new Date().toISOString() };
    const clock = performance.now();
    const noted = asked(line, config).catch(() => {});
    const end = (response, error) => {
      line.duration_ms = +(performance.now() - clock).toFixed(3);
      try {
        answered(line, config, response, error);
      } catch {} // a recorder that fails must not disturb the program
      noted.then(() => write(line));
    };
    try {
      const send = typeof adapter === "function" ? adapter : axios.getAdapter(adapter, config);
      const response = await send(config);
      end(response);
      return response;
    } catch (e) {
      end(e?.response, e);
      throw e;
    }
  };
  recorded[done] = true;
  instance.defaults.adapter = recorded;
}

async function asked(line, config) {
  line.method = (config.method || "get").toUpperCase();
  line.url = axios.getUri(config).replace(/^([a-z]+:\/\/)[^/?#]*@/i, "$1");
  if (!/^[a-z]+:/i.test(line.url) && config.baseURL) line.url = config.baseURL.replace(/\/+$/, "") + "/" + line.url.replace(/^\/+/, "");
  let data = config.data ?? "";
  if (data.getBuffer && data.getBoundary) data = data.getBuffer(); // package form-data
  if (data.pipe || data instanceof ReadableStream) return; // a stream is left out
  const copy = new Response(data);
  if (data instanceof FormData) line.type = copy.headers.get("content-type");
  body(line, "body", await copy.arrayBuffer());
}

function answered(line, config, response, error) {
  line.headers = pick(config.headers);
  if (line.type) line.headers["content-type"] = line.type;
  delete line.type;
  const refused = response && config.validateStatus?.(response.status) === false; // an answer all the same
  if (error && !refused) line.error = [error.name, error.code].filter(Boolean).join(" ") || "Error";
  if (!response) return;
  line.status = response.status;
  line.response_headers = pick(response.headers);
  if (line.error) return;
  let data = response.data ?? "";
  if (typeof data === "string") data = Buffer.from(data);
  if (data instanceof ArrayBuffer) data = new Uint8Array(data);
  if (data instanceof Uint8Array && data.length <= MOST) body(line, "response_body", data);
}

function pick(headers) {
  const all = Object.entries(headers?.toJSON?.() ?? headers ?? {}).map(([k, v]) => [k.toLowerCase(), String(v)]);
  return Object.fromEntries(all.filter(([k]) => wanted.includes(k)));
}

function body(line, name, bytes) {
  try {
    line[name] = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    line[name + "_base64"] = Buffer.from(bytes).toString("base64");
  }
}

function write(line) {
  try {
    appendFileSync(process.env.BANLINT_DUMP || "banlint.ndjson", JSON.stringify(line) + "\n", { mode: 0o600 });
  } catch {}
}
