using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Pdp.Contracts.V1;
using Pdp.Server.Tests.Support;
using Pdp.Server.Tests.Support.Http2;

namespace Pdp.Server.Tests.Direct;

/// <summary>A call made by chance: questions that are right, damaged in a few places, cut into frames anywhere.</summary>
/// <param name="Path">The method.</param>
/// <param name="Frames">The frames for a stream; the last one ends it, if <see cref="IsBroken"/> says nothing else.</param>
/// <param name="IsBroken">Whether the frames themselves are damaged, so that the stream may end or not.</param>
internal sealed record MutatedCall(string Path, Func<int, byte[][]> Frames, bool IsBroken)
{
    private static readonly CheckRequest[] Requests =
    [
        Questions.Permitted, Questions.Denied, Questions.Foreign, Questions.Broken, new(),
        Questions.Of("read", ("owner", Value.ForString("größe")), ("tags", Value.ForList(Value.ForNumber(1.5), Value.ForNull(), Value.ForStruct(new Struct())))),
    ];

    private static readonly (string Name, string? Value)[][] Changes =
    [
        [("te", null)], [("content-type", "application/grpc+proto")], [("content-type", "application/grpc+x")], [("content-type", null)],
        [("grpc-encoding", "identity")], [("grpc-encoding", "gzip")], [("grpc-encoding", "x")], [("grpc-timeout", "20S")], [("grpc-timeout", "20x")],
        [("grpc-accept-encoding", "gzip")], [("x-more", "y")], [(":method", "PUT")], [("x", "\u0001")],
    ];

    /// <summary>Makes one.</summary>
    public static MutatedCall Make(int seed)
    {
        var random = new Random(seed);
        var path = Calls.Paths[random.Next(Calls.Paths.Length)];
        var body = Body(path, random);
        for (var i = random.Next(4); i > 0; i--) body = Damage(body, random);
        var headers = Calls.Headers(path, random.Next(8) == 0 ? Changes[random.Next(Changes.Length)] : []);
        var (pieces, isBroken, damage) = (random.Next(), random.Next(20) == 0, random.Next());
        return new MutatedCall(path, stream => Framed(stream, headers, body, new Random(pieces), isBroken ? new Random(damage) : null), isBroken);
    }

    private static byte[] Body(string path, Random random)
    {
        var messages = random.Next(12) switch { 0 => 0, 1 => 2, _ => path == Calls.Stream ? random.Next(1, 6) : 1 };
        return [.. Enumerable.Range(0, messages).SelectMany(_ => PipedCall.Frame(Message(path, random)))];
    }

    private static IMessage Message(string path, Random random)
    {
        var request = Requests[random.Next(Requests.Length)];
        if (path == Calls.Check) return request;
        if (path == Calls.Stream) return new CheckStreamRequest { RequestId = (ulong)random.NextInt64(), Request = request };
        var batch = new CheckBatchRequest { Subject = request.Subject, Context = request.Context };
        for (var i = random.Next(5); i > 0; i--)
        {
            var item = Requests[random.Next(Requests.Length)];
            batch.Items.Add(new CheckBatchItem { Action = item.Action, Resource = item.Resource });
        }

        return batch;
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        if (bytes.Length == 0) return [(byte)random.Next(256)];

        // half of it where gRPC's header and the first fields are
        var at = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Length, 16) : bytes.Length);
        var end = at + random.Next(Math.Min(12, bytes.Length - at) + 1);
        return random.Next(8) switch
        {
            0 => [.. bytes[..at], (byte)random.Next(256), .. bytes[(at + 1)..]],
            1 => [.. bytes[..at], (byte)(bytes[at] ^ (1 << random.Next(8))), .. bytes[(at + 1)..]],
            2 => [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]],
            3 => [.. bytes[..at], .. bytes[end..]],
            4 => [.. bytes[..end], .. bytes[at..]],
            5 => bytes[..at],
            6 => [.. bytes[..at], .. Enumerable.Repeat((byte)0xff, end - at), .. bytes[end..]],
            _ => bytes,
        };
    }

    private static byte[][] Framed(int stream, List<(string Name, string Value)> headers, byte[] body, Random random, Random? damage)
    {
        List<byte[]> frames = [Http2.HeadersOf(stream, headers)];
        var most = random.Next(4) == 0 ? 3 : body.Length + 1;
        for (var at = 0; at < body.Length;)
        {
            var next = Math.Min(body.Length, at + random.Next(random.Next(10) == 0 ? 0 : 1, most + 1));
            byte[] padding = random.Next(10) == 0 ? new byte[random.Next(20)] : [];
            frames.Add(padding.Length > 0
                ? Http2.Frame(Http2.Data, Http2.Padded, stream, [(byte)padding.Length, .. body[at..next], .. padding])
                : Http2.DataOf(stream, body[at..next]));
            at = next;
        }

        frames.Add(random.Next(10) == 0 ? Http2.HeadersOf(stream, [("x", "y")], end: true) : Http2.DataOf(stream, [], end: true));
        if (damage is null) return [.. frames];
        var whole = frames.SelectMany(static f => f).ToArray();
        return [Damage(whole, damage)];
    }
}
