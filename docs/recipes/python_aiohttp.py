"""Writes down what aiohttp's client sends and gets, one JSON line per exchange, for banlint.

Enable, before the first session is made:
    import python_aiohttp
    python_aiohttp.install()  # or, for one session: ClientSession(trace_configs=[python_aiohttp.recorder()])

The lines go to the file named by BANLINT_DUMP (default banlint.ndjson). Account keys stand in
it as they were sent: treat the file as a secret. banlint never prints them.
"""
import base64, contextlib, functools, json, os, threading, time, weakref
from datetime import datetime, timezone
import aiohttp

HEADERS = ("user-agent", "content-type", "content-encoding", "retry-after")
MOST = 1 << 20  # a longer answer is written down without its body
LOCK = threading.Lock() if os.name == "nt" else contextlib.nullcontext()  # elsewhere appending is atomic


def install():
    init = aiohttp.ClientSession.__init__
    if hasattr(init, "banlint"):
        return

    @functools.wraps(init)
    def recorded(self, *args, **kwargs):
        kwargs["trace_configs"] = [*(kwargs.get("trace_configs") or ()), recorder()]
        init(self, *args, **kwargs)

    recorded.banlint = True
    aiohttp.ClientSession.__init__ = recorded


def recorder():
    """Returns a TraceConfig that records."""
    trace = aiohttp.TraceConfig()
    for signal, f in ((trace.on_request_start, start), (trace.on_request_headers_sent, sent), (trace.on_request_chunk_sent, chunk),
                      (trace.on_request_redirect, redirect), (trace.on_request_end, answered),
                      (trace.on_response_chunk_received, received), (trace.on_request_exception, failed)):
        signal.append(quiet(f))
    return trace


def quiet(f):  # a recorder that fails must not disturb the program
    async def g(session, x, params):
        with contextlib.suppress(Exception):
            f(x, params)
    return g


def start(x, params):
    begin(x, params.method, params.url, params.headers)


def begin(x, method, url, headers):
    x.clock, x.parts = time.perf_counter(), None
    x.line = {"time": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "method": method,
              "url": str(url.with_user(None)), "headers": pick(headers)}


def sent(x, params):
    x.line.update(method=params.method, url=str(params.url.with_user(None)), headers=pick(params.headers))
    x.parts = []


def chunk(x, params):
    x.parts.append(bytes(params.chunk))


def answered(x, params):
    r = params.response
    x.line.update(duration_ms=since(x), status=r.status, response_headers=pick(r.headers))
    x.end = weakref.finalize(r, write, x)  # for an answer that nobody reads


def received(x, params):
    x.line["duration_ms"] = since(x)
    if len(params.chunk) <= MOST:
        body(x.line, "response_body", params.chunk)
    x.end()


def redirect(x, params):  # each hop is an exchange
    answered(x, params)
    x.end()
    r = params.response
    begin(x, params.method, r.url.join(type(r.url)(r.headers["Location"])), params.headers)


def failed(x, params):
    e = params.exception
    x.line.update(duration_ms=since(x), error=type(e).__name__)
    if isinstance(e, aiohttp.ClientResponseError) and e.status:  # of raise_for_status
        x.line.update(status=e.status, response_headers=pick(e.headers or {}))
    write(x)


def since(x):
    return round((time.perf_counter() - x.clock) * 1000, 3)


def pick(headers):
    return {k: headers[k] for k in HEADERS if k in headers}


def body(line, name, data):
    try:
        line[name] = data.decode()
    except UnicodeDecodeError:
        line[name + "_base64"] = base64.b64encode(data).decode()


def write(x):
    with contextlib.suppress(Exception):
        if x.parts is not None:
            body(x.line, "body", b"".join(x.parts))
        data = (json.dumps(x.line) + "\n").encode()
        private = lambda path, flags: os.open(path, flags, 0o600)
        with LOCK, open(os.environ.get("BANLINT_DUMP") or "banlint.ndjson", "ab", 0, opener=private) as f:
            f.write(data)
