using Google.Protobuf;
using Pdp.Contracts.V1;

namespace Pdp.Server.Tests.Support.Http2;

/// <summary>The calls that are answered directly, in HTTP/2's terms.</summary>
internal static class Calls
{
    public const string Check = "/pdp.v1.DecisionService/Check";
    public const string Batch = "/pdp.v1.DecisionService/CheckBatch";
    public const string Stream = "/pdp.v1.DecisionService/CheckStream";

    /// <summary>All of them.</summary>
    public static readonly string[] Paths = [Check, Batch, Stream];

    /// <summary>A question that is permitted, with gRPC's header.</summary>
    public static byte[] Question(string path)
    {
        var check = Questions.Permitted;
        IMessage message = path switch
        {
            Batch => new CheckBatchRequest { Subject = check.Subject, Items = { new CheckBatchItem { Action = check.Action, Resource = check.Resource } } },
            Stream => new CheckStreamRequest { RequestId = 7, Request = check },
            _ => check,
        };
        return PipedCall.Frame(message);
    }

    /// <summary>A call's headers.</summary>
    /// <param name="path">The method.</param>
    /// <param name="changes">Headers that are added; in the place of those of the same name; none when there is no value.</param>
    public static List<(string Name, string Value)> Headers(string path, params ReadOnlySpan<(string Name, string? Value)> changes)
    {
        List<(string Name, string Value)> fields =
        [
            (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost"), ("content-type", "application/grpc"), ("te", "trailers"),
        ];
        foreach (var (name, value) in changes)
        {
            var at = fields.FindIndex(f => f.Name == name);
            if (at >= 0) fields.RemoveAt(at);
            if (value is not null) fields.Insert(at >= 0 ? at : fields.Count, (name, value));
        }

        return fields;
    }

    /// <summary>A whole call that is right.</summary>
    public static byte[][] Plain(int stream, string path) => [Http2.HeadersOf(stream, Headers(path)), Http2.DataOf(stream, Question(path), end: true)];
}
