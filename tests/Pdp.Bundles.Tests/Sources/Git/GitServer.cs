using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Pdp.TestKit.Peers;

namespace Pdp.Bundles.Tests.Sources.Git;

/// <summary>Repositories over HTTP as <c>git http-backend</c> serves them, with faults at will.</summary>
internal sealed class GitServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly CancellationTokenSource _end = new();
    private readonly string _root;

    public GitServer(string root)
    {
        _root = root;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port { get; }

    /// <summary>User and password that it wants, as in a URL; null: none.</summary>
    public string? Credentials { get; set; }

    /// <summary>After how many bytes of an answer to a request for objects it says nothing more; null: it says all.</summary>
    public int? StallsAfter { get; set; }

    /// <summary>Whether nothing is behind it.</summary>
    public bool IsGone { get; set; }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Close();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            if (IsGone)
            {
                context.Response.StatusCode = 503;
                context.Response.Close();
                return;
            }

            var wanted = Credentials is null ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Credentials));
            if (wanted is not null && context.Request.Headers["Authorization"] != wanted)
            {
                context.Response.StatusCode = 401;
                context.Response.AddHeader("WWW-Authenticate", "Basic realm=\"git\"");
                context.Response.Close();
                return;
            }

            await RunBackendAsync(context);
        }
        catch (Exception exception) when (exception is HttpListenerException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // the client was killed
        }
    }

    private async Task RunBackendAsync(HttpListenerContext context)
    {
        var start = new ProcessStartInfo(Peer.Git.PathOrSkip(), ["http-backend"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
        };
        var request = context.Request;
        foreach (var (name, value) in new[]
        {
            ("GIT_PROJECT_ROOT", _root), ("GIT_HTTP_EXPORT_ALL", "1"), ("PATH_INFO", request.Url!.AbsolutePath), ("QUERY_STRING", request.Url.Query.TrimStart('?')),
            ("REQUEST_METHOD", request.HttpMethod), ("CONTENT_TYPE", request.ContentType ?? ""), ("GIT_PROTOCOL", request.Headers["Git-Protocol"] ?? ""),
            ("HTTP_CONTENT_ENCODING", request.Headers["Content-Encoding"] ?? ""),
            ("CONTENT_LENGTH", request.ContentLength64 < 0 ? "" : request.ContentLength64.ToString(CultureInfo.InvariantCulture)),
        })
        {
            start.Environment[name] = value;
        }

        using var backend = Process.Start(start)!;
        var sent = request.InputStream.CopyToAsync(backend.StandardInput.BaseStream, _end.Token)
            .ContinueWith(_ => backend.StandardInput.Close(), TaskScheduler.Default);
        var answer = new MemoryStream();
        await backend.StandardOutput.BaseStream.CopyToAsync(answer, _end.Token);
        await sent;
        var bytes = answer.ToArray();
        var body = Headers(bytes, context.Response);
        context.Response.SendChunked = true;
        var isObjects = StallsAfter is not null && request.HttpMethod == "POST" && bytes.AsSpan(body).IndexOf("PACK"u8) >= 0;
        await context.Response.OutputStream.WriteAsync(bytes.AsMemory(body, isObjects ? Math.Min(StallsAfter!.Value, bytes.Length - body) : bytes.Length - body), _end.Token);
        await context.Response.OutputStream.FlushAsync(_end.Token);
        if (isObjects) await Task.Delay(Timeout.Infinite, _end.Token);
        context.Response.Close();
    }

    // a CGI program's headers; where its body starts
    private static int Headers(byte[] answer, HttpListenerResponse response)
    {
        var end = answer.AsSpan().IndexOf("\r\n\r\n"u8);
        foreach (var line in Encoding.ASCII.GetString(answer, 0, end).Split("\r\n"))
        {
            var parts = line.Split(": ", 2);
            if (parts[0] == "Status") response.StatusCode = int.Parse(parts[1].Split(' ')[0], CultureInfo.InvariantCulture);
            else if (parts[0] == "Content-Type") response.ContentType = parts[1];
        }

        return end + 4;
    }
}
