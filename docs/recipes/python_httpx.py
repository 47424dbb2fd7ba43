"""Writes down what httpx (Client and AsyncClient) sends and gets, one JSON line per exchange, for banlint.

Enable, before the first call:
    import python_httpx
    python_httpx.install()  # or install("api.example.com"): that host only

The lines go to the file named by BANLINT_DUMP (default banlint.ndjson). Account keys stand in
it as they were sent: treat the file as a secret. banlint never prints them.
"""
import base64, contextlib, functools, json, os, re, threading, time
from datetime import datetime, timezone
import httpx

HEADERS = ("user-agent", "content-type", "content-encoding", "retry-after")
MOST = 1 << 20  # a longer answer is written down without its body
LOCK = threading.Lock() if os.name == "nt" else contextlib.nullcontext()  # elsewhere appending is atomic


def install(*hosts):
    send, asend = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request
    if hasattr(send, "banlint"):
        return

    @functools.wraps(send)
    def recorded(self, request):
        if hosts and request.url.host not in hosts:
            return send(self, request)
        with Exchange(request) as x:
            return x.answered(send(self, request))

    @functools.wraps(asend)
    async def arecorded(self, request):
        if hosts and request.url.host not in hosts:
            return await asend(self, request)
        with Exchange(request) as x:
            return x.answered(await asend(self, request))

    recorded.banlint = True
    httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request = recorded, arecorded


class Tee(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A stream that keeps what passes through it."""

    def __init__(self, stream, most=float("inf"), done=lambda tee: None):
        self.stream, self.most, self.done = stream, most, done
        self.parts, self.size, self.whole, self.error = [], 0, False, None

    def keep(self, chunk):
        self.size += len(chunk)
        if self.size <= self.most:
            self.parts.append(chunk)
        return chunk

    @contextlib.contextmanager
    def watched(self):
        try:
            yield
            self.whole = self.size <= self.most
        except Exception as e:
            self.error = e
            raise

    def __iter__(self):
        with self.watched():
            for chunk in self.stream:
                yield self.keep(chunk)

    async def __aiter__(self):
        with self.watched():
            async for chunk in self.stream:
                yield self.keep(chunk)

    def close(self):
        try:
            self.stream.close()
        finally:
            self.done(self)

    async def aclose(self):
        try:
            await self.stream.aclose()
        finally:
            self.done(self)


class Exchange:
    def __init__(self, request):
        self.request, self.stream, self.done = request, request.stream, False
        self.line = {"time": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
        self.clock = time.perf_counter()

    def __enter__(self):
        try:
            self.request.content
        except httpx.RequestNotRead:  # a multipart form or a stream: kept while it is sent
            self.request.stream = Tee(self.stream)
        return self

    def __exit__(self, kind, error, trace):
        sent, self.request.stream = self.request.stream, self.stream
        with contextlib.suppress(Exception):
            r = self.request
            self.line.update(method=r.method, url=re.sub("//[^/?#]*@", "//", str(r.url), count=1), headers=pick(r.headers))
            if not isinstance(sent, Tee):
                body(self.line, "body", r.content)
            elif sent.whole:
                body(self.line, "body", b"".join(sent.parts))
        if error:
            self.end(error)

    def answered(self, response):
        with contextlib.suppress(Exception):
            self.line.update(status=response.status_code, response_headers=pick(response.headers))
            self.coding = response.headers.get("content-encoding", "")
            response.stream = Tee(response.stream, MOST, self.read)
        return response

    def read(self, tee):
        with contextlib.suppress(Exception):
            if tee.whole:
                coding = {"content-encoding": self.coding} if self.coding else {}
                body(self.line, "response_body", httpx.Response(200, headers=coding, content=b"".join(tee.parts)).content)
        self.end(tee.error)

    def end(self, error):
        with contextlib.suppress(Exception):
            if self.done:
                return
            self.done = True
            self.line["duration_ms"] = round((time.perf_counter() - self.clock) * 1000, 3)
            if error:
                self.line["error"] = type(error).__name__
            data = (json.dumps(self.line) + "\n").encode()
            private = lambda path, flags: os.open(path, flags, 0o600)
            with LOCK, open(os.environ.get("BANLINT_DUMP") or "banlint.ndjson", "ab", 0, opener=private) as f:
                f.write(data)


def pick(headers):
    return {k: headers[k] for k in HEADERS if k in headers}


def body(line, name, data):
    try:
        line[name] = data.decode()
    except UnicodeDecodeError:
        line[name + "_base64"] = base64.b64encode(data).decode()
