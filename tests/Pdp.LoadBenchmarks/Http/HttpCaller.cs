using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pdp.LoadBenchmarks.Http;

/// <summary>One connection that asks the same over HTTP/1.1 again and again.</summary>
internal sealed class HttpCaller : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly byte[] _request;
    private readonly byte[] _expected;

    /// <param name="body">The body of the request.</param>
    /// <param name="expected">The body of the answer.</param>
    public HttpCaller(string body, string expected)
    {
        _request = Encoding.UTF8.GetBytes(string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"POST /access/v1/evaluation HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));
        _expected = Encoding.UTF8.GetBytes(expected);
    }

    public Task ConnectAsync(EndPoint server) => _socket.ConnectAsync(server);

    /// <summary>Asks once.</summary>
    /// <exception cref="InvalidOperationException">The answer is another one.</exception>
    public async Task AskAsync()
    {
        await _socket.SendAsync(_request);
        var length = 0;
        while (true)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(length));
            if (received == 0) throw new InvalidOperationException("the server closed the connection");
            length += received;
            if (Body(_buffer.AsSpan(0, length)) is not { } start) continue;
            if (!_buffer.AsSpan(start, length - start).SequenceEqual(_expected)) throw new InvalidOperationException(Encoding.UTF8.GetString(_buffer, 0, length));
            return;
        }
    }

    public void Dispose() => _socket.Dispose();

    // where the body begins, once it is whole
    private static int? Body(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0) return null;
        var head = answer[..end];
        var body = answer[(end + 4)..];
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0) return Chunked(body, end + 4);
        return Utf8Parser.TryParse(head[(at + 16)..], out int length, out _) && body.Length >= length ? end + 4 : null;
    }

    // bound answers are chunked: what counts is that they are whole, and that is their last chunk
    private static int? Chunked(ReadOnlySpan<byte> body, int start) => body.EndsWith("0\r\n\r\n"u8) ? start : null;
}
