using Pdp.Server.Tests.Support.Http2;

namespace Pdp.Server.Tests.Direct;

/// <summary>What a hostile client sends on one stream.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Path">The method that it calls.</param>
/// <param name="Frames">The frames for a stream.</param>
/// <param name="MayBeRight">Whether it is a call that may be answered well, for all its form.</param>
internal sealed record Attack(string Name, string Path, Func<int, byte[][]> Frames, bool MayBeRight)
{
    /// <summary>The status that is told where the library takes it for a fault of the server's own, and tells UNKNOWN; else null.</summary>
    public (string Status, string Message)? Own { get; init; }

    private static readonly (string, string) TooLong = ("8", "Received message exceeds the maximum configured message size.");

    private static readonly (string, string) NoMessage = ("13", "a message does not begin as those of gRPC do");

    /// <summary>All that are known, on all methods that are answered directly.</summary>
    public static IEnumerable<Attack> All => Calls.Paths.SelectMany(static path => Bodies(path).Concat(Heads(path)).Concat(Endings(path)));

    // the body of an otherwise plain call
    private static IEnumerable<Attack> Bodies(string path)
    {
        var question = Calls.Question(path);
        var isStream = path == Calls.Stream;
        return
        [
            Body("no message", [], isStream),
            Body("a flag alone", [0]),
            Body("a header cut short", question[..4]),
            Body("a header alone", question[..5]),
            Body("a message cut short", question[..^1]),
            Body("an empty message", [0, 0, 0, 0, 0], isStream),
            Body("a length beyond the body", [0, 0, 0, 0xff, 0xff, .. question.AsSpan(5)]),
            Body("a length beyond the limit", [0, 0, 0x20, 0, 0, .. question.AsSpan(5)]),
            Body("a length of 2 GiB", [0, 0x7f, 0xff, 0xff, 0xff, .. question.AsSpan(5)]),
            Body("a length of 4 GiB", [0, 0xff, 0xff, 0xff, 0xff, .. question.AsSpan(5)]) with { Own = TooLong },
            Body("a length that is negative", [0, 0x80, 0, 0, 0, .. question.AsSpan(5)]) with { Own = TooLong },
            Body("a compressed message", [1, .. question.AsSpan(1)]),
            Body("a flag that there is not", [0x80, .. question.AsSpan(1)]) with { Own = NoMessage },
            Body("two messages", [.. question, .. question], isStream),
            Body("a message and a byte", [.. question, 0], isStream),
            Body("a message and half of one", [.. question, .. question.AsSpan(0, 9)], isStream),
            Body("a message and garbage", [.. question, .. Enumerable.Repeat((byte)0xff, 20)], isStream) with { Own = isStream ? NoMessage : null },
            Body("garbage in a frame", [0, 0, 0, 0, 2, 0x0a, 0x7f]),
            Body("text", [.. "GET / HTTP/1.1\r\n\r\n"u8]) with { Own = NoMessage },
        ];

        Attack Body(string name, byte[] body, bool mayBeRight = false) =>
            new(name, path, stream => [Http2.HeadersOf(stream, Calls.Headers(path)), Http2.DataOf(stream, body, end: true)], mayBeRight);
    }

    // the headers of a call whose body is right
    private static IEnumerable<Attack> Heads(string path)
    {
        return
        [
            Head("no te", true, ("te", null)),
            Head("no content type", false, ("content-type", null)),
            Head("another content type", false, ("content-type", "application/json")),
            Head("gRPC-Web", false, ("content-type", "application/grpc-web")),
            Head("gRPC of another codec", true, ("content-type", "application/grpc+json")),
            Head("a content type with parameters", true, ("content-type", "application/grpc; charset=utf-8")),
            Head("a content type in capitals", true, ("content-type", "Application/gRPC")),
            Head("an unknown encoding", true, ("grpc-encoding", "snappy")),
            Head("an encoding that nothing uses", true, ("grpc-encoding", "gzip")),
            Head("no encoding in words", true, ("grpc-encoding", "identity")),
            Head("two encodings", true, ("grpc-encoding", "identity,gzip")),
            Head("no timeout at all", true, ("grpc-timeout", "")),
            Head("a timeout of words", true, ("grpc-timeout", "soon")),
            Head("a timeout without a unit", true, ("grpc-timeout", "10")),
            Head("a timeout too long to be one", true, ("grpc-timeout", "999999999999S")),
            Head("the longest timeout", true, ("grpc-timeout", "99999999H")),
            Head("a timeout below zero", true, ("grpc-timeout", "-1S")),
            Head("a timeout of zero", true, ("grpc-timeout", "0S")),
            Head("another verb", false, (":method", "GET")),
            Head("a verb that there is not", false, (":method", "PSOT")),
            Head("another scheme", false, (":scheme", "ftp")),
            Head("no scheme", false, (":scheme", null)),
            Head("no path", false, (":path", null)),
            Head("an empty path", false, (":path", "")),
            Head("a path in small letters", true, (":path", path.ToLowerInvariant())),
            Head("a path with a slash more", true, (":path", path + "/")),
            Head("a path with two slashes", false, (":path", "/" + path)),
            Head("a path with a query", true, (":path", path + "?a=b")),
            Head("a path with escapes", true, (":path", path.Replace("/Check", "/%43heck", StringComparison.Ordinal))),
            Head("a path with an escaped slash", false, (":path", path.Replace("/Check", "%2fCheck", StringComparison.Ordinal))),
            Head("a path with dots", true, (":path", path.Replace("/Check", "/x/../Check", StringComparison.Ordinal))),
            Head("a path with a zero", false, (":path", path + "%00")),
            Head("a path with a raw zero", false, (":path", path + "\0")),
            Head("an unknown method", false, (":path", "/pdp.v1.DecisionService/Permit")),
            Head("an unknown service", false, (":path", "/pdp.v0.DecisionService/Check")),
            Head("no authority", true, (":authority", null)),
            Head("an authority that is none", false, (":authority", "a b")),
            Head("a header with a line break", false, ("x", "a\r\ngrpc-status: 0")),
            Head("a header with a zero", false, ("x", "a\0b")),
            Head("a header with a control character", true, ("x", "a\u0001b")),
            Head("a header that is not ASCII", true, ("x", "größe")),
            Head("a header in capitals", false, ("X-Name", "x")),
            Head("a header without a name", false, ("", "x")),
            Head("a header of another protocol", false, ("connection", "upgrade")),
            Head("another te", false, ("te", "gzip")),
            Head("a pseudo-header that there is not", false, (":status", "200")),
            Head("a binary header that is not base64", true, ("x-bin", "***")),
            Head("a long header", true, ("x", new string('a', 8000))),
            Head("a length that is right", true, ("content-length", Length(path))),
            Head("a length that is too small", false, ("content-length", "3")),
            Head("a length that is too large", false, ("content-length", "100000")),
            Head("a length that is none", false, ("content-length", "all")),
        ];

        Attack Head(string name, bool mayBeRight, params (string Name, string? Value)[] changes) => new(
            name, path, stream => [Http2.HeadersOf(stream, Calls.Headers(path, changes)), Http2.DataOf(stream, Calls.Question(path), end: true)], mayBeRight);
    }

    // other ways of HTTP/2 to bring a body
    private static IEnumerable<Attack> Endings(string path)
    {
        var question = Calls.Question(path);
        var isStream = path == Calls.Stream;
        return
        [
            Ending("byte by byte", true, stream => [.. question.Select((unit, i) => Http2.DataOf(stream, [unit], i == question.Length - 1))]),
            Ending("with empty frames between", true, stream => [Http2.DataOf(stream, []), Http2.DataOf(stream, question), Http2.DataOf(stream, []), Http2.DataOf(stream, [], end: true)]),
            Ending("with padding", true, stream => [Http2.Frame(Http2.Data, Http2.EndStream | Http2.Padded, stream, [3, .. question, 0, 0, 0])]),
            Ending("with padding beyond the frame", false, static stream => [Http2.Frame(Http2.Data, Http2.EndStream | Http2.Padded, stream, [9, 0, 0])]),
            Ending("with trailers", true, stream => [Http2.DataOf(stream, question), Http2.HeadersOf(stream, [("x", "y")], end: true)]),
            Ending("with trailers that do not end it", false, stream => [Http2.DataOf(stream, question), Http2.HeadersOf(stream, [("x", "y")])]),
            Ending("garbage that is not waited for", isStream, stream => [Http2.DataOf(stream, isStream ? [.. question, 9, 0, 0, 0, 0] : [.. question, 1])]) with { Own = isStream ? NoMessage : null },
            Ending("a message too large that is not waited for", false, static stream => [Http2.DataOf(stream, [0, 0x10, 0, 0, 0])]),
            Ending("a frame beyond the size of frames", false, static stream => [Http2.DataOf(stream, new byte[20_000], end: true)]),
            Ending("a frame of no stream", false, static _ => [Http2.DataOf(0, [1])]),
            Ending("a frame of a stream that there is not", false, static _ => [Http2.DataOf(99, [1])]),
            Ending("no window more", false, static stream => [Http2.WindowOf(stream, 0)]),
            Ending("a window beyond all bounds", false, static stream => [Http2.WindowOf(stream, int.MaxValue), Http2.WindowOf(stream, int.MaxValue)]),
            Ending("headers again", false, stream => [Http2.HeadersOf(stream, Calls.Headers(path), end: true)]),
            Ending("settings that are none", false, static _ => [Http2.Frame(Http2.Settings, 0, 0, [1, 2, 3])]),
            Ending("a continuation of nothing", false, static stream => [Http2.Frame(Http2.Continuation, Http2.EndHeaders, stream, [0x82])]),
        ];

        Attack Ending(string name, bool mayBeRight, Func<int, byte[][]> frames) =>
            new(name, path, stream => [Http2.HeadersOf(stream, Calls.Headers(path)), .. frames(stream)], mayBeRight);
    }

    private static string Length(string path) => Calls.Question(path).Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
