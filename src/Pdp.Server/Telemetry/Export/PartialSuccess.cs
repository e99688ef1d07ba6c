using Google.Protobuf;

namespace Pdp.Server.Telemetry.Export;

/// <summary>
/// What a collector says with a good answer: that it rejected some of what it was sent. It stands in the same place for metrics, spans and log
/// records (<c>ExportMetricsServiceResponse</c> and so on: <c>partial_success</c> = 1, in it the number rejected = 1).
/// </summary>
internal static class PartialSuccess
{
    private const int FrameHeader = 5;
    private const uint Partial = (1 << 3) | (uint)WireFormat.WireType.LengthDelimited;
    private const uint Rejected = 1 << 3;

    /// <summary>Whether some was rejected. An answer that cannot be read says nothing of it.</summary>
    /// <param name="mediaType">What the body is.</param>
    /// <param name="body">The body: a message, or of gRPC one in its frame.</param>
    public static bool IsPartial(string? mediaType, ReadOnlyMemory<byte> body)
    {
        if (mediaType?.StartsWith("application/grpc", StringComparison.Ordinal) == true)
        {
            // one that is compressed was not asked for
            if (body.Length < FrameHeader || body.Span[0] != 0) return false;
            body = body[FrameHeader..];
        }
        else if (mediaType != "application/x-protobuf")
        {
            return false;
        }

        try
        {
            using var answer = new CodedInputStream(body.ToArray());
            while (answer.ReadTag() is var tag and not 0)
            {
                if (tag != Partial) answer.SkipLastField();
                else if (HasRejected(answer.ReadBytes())) return true;
            }
        }
        catch (InvalidProtocolBufferException)
        {
        }

        return false;
    }

    private static bool HasRejected(ByteString partial)
    {
        using var message = partial.CreateCodedInput();
        while (message.ReadTag() is var tag and not 0)
        {
            if (tag != Rejected) message.SkipLastField();
            else if (message.ReadInt64() > 0) return true;
        }

        return false;
    }
}
