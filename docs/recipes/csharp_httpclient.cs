// Writes down what an HttpClient sends and gets, one JSON line per exchange, for banlint.
//
// Enable, where the client is made (or put your own handler in: new BanlintRecorder(handler)):
//   var client = new HttpClient(new BanlintRecorder());
//
// The lines go to the file named by BANLINT_DUMP (default banlint.ndjson). Account keys stand in
// it as they were sent: treat the file as a secret. banlint never prints them.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

public class BanlintRecorder : DelegatingHandler
{
    const int Most = 1 << 20; // a longer answer is written down without its body
    static readonly string[] Wanted = { "User-Agent", "Content-Type", "Content-Encoding", "Retry-After" };
    static readonly object Lock = new object();

    public BanlintRecorder() : this(new HttpClientHandler()) { }
    public BanlintRecorder(HttpMessageHandler inner) : base(inner) { }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var line = new StringBuilder();
        try { await Asked(line, request).ConfigureAwait(false); }
        catch (Exception) { } // a recorder that fails must not disturb the program
        var time = DateTime.UtcNow;
        var clock = Stopwatch.StartNew();
        try
        {
            var response = await base.SendAsync(request, cancel).ConfigureAwait(false);
            line.Append(",\"status\":").Append((int)response.StatusCode);
            Pick(line, "response_headers", response.Headers, response.Content?.Headers);
            if (response.Content == null || IsShort(response.Content.Headers))
            {
                // HttpClient would read it now all the same, and fail in the same way.
                var bytes = response.Content == null ? new byte[0] : await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
                if (bytes.Length <= Most) Body(line, "response_body", bytes);
            }
            return response;
        }
        catch (Exception e)
        {
            Member(line, "error", e.GetType().Name);
            throw;
        }
        finally
        {
            Write(time, clock.Elapsed.TotalMilliseconds, line);
        }
    }

    // Streams, and what is large or of unknown kind and length, are left alone.
    static bool IsShort(HttpContentHeaders headers)
    {
        var type = headers.ContentType?.MediaType ?? "";
        if (headers.ContentLength != null) return headers.ContentLength <= Most;
        return type.EndsWith("json") || type.StartsWith("text/") && type != "text/event-stream";
    }

    static async Task Asked(StringBuilder line, HttpRequestMessage request)
    {
        Member(line, "method", request.Method.Method);
        Member(line, "url", request.RequestUri.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped));
        Pick(line, "headers", request.Headers, request.Content?.Headers);
        if (request.Content == null)
            Body(line, "body", new byte[0]);
        else if (request.Content.Headers.ContentLength != null) // a stream of unknown length is left out
            Body(line, "body", await request.Content.ReadAsByteArrayAsync().ConfigureAwait(false));
    }

    static void Pick(StringBuilder line, string member, params HttpHeaders[] all)
    {
        var found = new StringBuilder();
        foreach (var name in Wanted)
            foreach (var header in all.Where(h => h != null).SelectMany(h => h).Where(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)))
                Member(found, name.ToLowerInvariant(), string.Join(name == "User-Agent" ? " " : ", ", header.Value));
        line.Append(",\"").Append(member).Append("\":{").Append(found.ToString().TrimStart(',')).Append('}');
    }

    static void Body(StringBuilder line, string name, byte[] bytes)
    {
        try { Member(line, name, new UTF8Encoding(false, true).GetString(bytes)); }
        catch (ArgumentException) { Member(line, name + "_base64", Convert.ToBase64String(bytes)); }
    }

    static void Member(StringBuilder line, string name, string value)
    {
        line.Append(",\"").Append(name).Append("\":\"");
        foreach (var c in value)
            if (c == '"' || c == '\\') line.Append('\\').Append(c);
            else if (c < ' ' || c > '~') line.Append("\\u").Append(((int)c).ToString("x4"));
            else line.Append(c);
        line.Append('"');
    }

    static void Write(DateTime time, double ms, StringBuilder line)
    {
        try
        {
            var path = Environment.GetEnvironmentVariable("BANLINT_DUMP");
            var text = string.Format(CultureInfo.InvariantCulture, "{{\"time\":\"{0:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}\",\"duration_ms\":{1:0.###}", time, ms) + line + "}\n";
            lock (Lock)
                File.AppendAllText(string.IsNullOrEmpty(path) ? "banlint.ndjson" : path, text, new UTF8Encoding(false));
        }
        catch (Exception) { }
    }
}
