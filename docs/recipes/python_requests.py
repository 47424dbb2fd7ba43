"""Writes down what requests sends and gets, one JSON line per exchange, for banlint.

Enable, before the first call:
    import python_requests
    python_requests.install()  # or install("api.example.com"): that host only

The lines go to the file named by BANLINT_DUMP (default banlint.ndjson). Account keys stand in
it as they were sent: treat the file as a secret. banlint never prints them.
"""
import base64, contextlib, functools, json, os, re, threading, time, weakref
from datetime import datetime, timezone
from urllib.parse import urlsplit
from requests.adapters import HTTPAdapter

HEADERS = ("user-agent", "content-type", "content-encoding", "retry-after")
MOST = 1 << 20  # a longer answer is written down without its body
LOCK = threading.Lock() if os.name == "nt" else contextlib.nullcontext()  # elsewhere appending is atomic


def quiet(f):  # a recorder that fails must not disturb the program
    @functools.wraps(f)
    def g(*args):
        with contextlib.suppress(Exception):
            return f(*args)
    return g


def install(*hosts):
    send = HTTPAdapter.send
    if hasattr(send, "banlint"):
        return

    @functools.wraps(send)
    def recorded(self, request, *args, **kwargs):
        if hosts and urlsplit(request.url).hostname not in hosts:
            return send(self, request, *args, **kwargs)
        line, clock = {"time": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}, time.perf_counter()
        asked(line, request)
        try:
            response = send(self, request, *args, **kwargs)
        except BaseException as e:
            line.update(duration_ms=since(clock), error=type(e).__name__)
            write(line)
            raise
        answered(line, clock, response)
        return response

    recorded.banlint = True
    HTTPAdapter.send = recorded


@quiet
def asked(line, request):
    line.update(method=request.method, url=re.sub("//[^/?#]*@", "//", request.url, count=1), headers=pick(request.headers))
    body(line, "body", b"" if request.body is None else request.body)


@quiet
def answered(line, clock, response):
    line.update(duration_ms=since(clock), status=response.status_code, response_headers=pick(response.headers))
    end, ref = weakref.finalize(response, write, line), weakref.ref(response)  # for an answer that nobody reads

    def iter_content(*args, **kwargs):  # all ways to read an answer but .raw come through here
        return tee(type(ref()).iter_content(ref(), *args, **kwargs), line, clock, end)

    response.iter_content = iter_content


def tee(chunks, line, clock, end):
    parts, size = [], 0
    try:
        for chunk in chunks:
            size += len(chunk)
            if size <= MOST:
                parts.append(chunk)
            yield chunk
        if size <= MOST:
            body(line, "response_body", parts[0][:0].join(parts) if parts else b"")
    except Exception as e:
        line["error"] = type(e).__name__
        raise
    finally:
        line["duration_ms"] = since(clock)
        end()


def since(clock):
    return round((time.perf_counter() - clock) * 1000, 3)


def pick(headers):
    return {k.lower(): v.decode("latin-1") if isinstance(v, bytes) else v for k, v in headers.items() if k.lower() in HEADERS}


@quiet
def body(line, name, data):  # a stream is left out
    if isinstance(data, str):
        line[name] = data
    elif isinstance(data, (bytes, bytearray)):
        try:
            line[name] = data.decode()
        except UnicodeDecodeError:
            line[name + "_base64"] = base64.b64encode(data).decode()


@quiet
def write(line):
    data = (json.dumps(line) + "\n").encode()
    private = lambda path, flags: os.open(path, flags, 0o600)
    with LOCK, open(os.environ.get("BANLINT_DUMP") or "banlint.ndjson", "ab", 0, opener=private) as f:
        f.write(data)
