using Google.Protobuf;
using Grpc.Core;

namespace Pdp.Server.Services;

/// <summary>
/// Between bytes and messages. This is the seam for a codec of our own: it needs another marshaller for the one method
/// it serves, and nothing else changes.
/// </summary>
internal static class Codec
{
    /// <summary>Decodes requests.</summary>
    public static Marshaller<Received<T>> Request<T>(MessageParser<T> parser)
        where T : class, IMessage<T> =>
        Marshallers.Create<Received<T>>(
            static (_, _) => throw new NotSupportedException("a server writes no requests"),
            context => Decode(parser, context));

    /// <summary>Encodes responses.</summary>
    public static Marshaller<T> Response<T>()
        where T : class, IMessage<T> =>
        Marshallers.Create<T>(Encode, static _ => throw new NotSupportedException("a server reads no responses"));

    /// <summary>Decodes one message.</summary>
    public static Received<T> Decode<T>(MessageParser<T> parser, ReadOnlySpan<byte> bytes)
        where T : class, IMessage<T>
    {
        try
        {
            return new Received<T>(parser.ParseFrom(bytes), null);
        }
        catch (InvalidProtocolBufferException exception)
        {
            return new Received<T>(null, Describe(exception, parser));
        }
    }

    private static Received<T> Decode<T>(MessageParser<T> parser, DeserializationContext context)
        where T : class, IMessage<T>
    {
        try
        {
            return new Received<T>(parser.ParseFrom(context.PayloadAsReadOnlySequence()), null);
        }
        catch (InvalidProtocolBufferException exception)
        {
            return new Received<T>(null, Describe(exception, parser));
        }
    }

    // The length comes first: without it the framework would collect the bytes in a buffer of its own and copy them.
    private static void Encode<T>(T message, SerializationContext context)
        where T : class, IMessage<T>
    {
        context.SetPayloadLength(message.CalculateSize());
        message.WriteTo(context.GetBufferWriter());
        context.Complete();
    }

    // The library's texts speak to its programmers and carry no code.
    private static string Describe<T>(InvalidProtocolBufferException exception, MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        var why = exception.Message.Contains("nesting", StringComparison.Ordinal) ? "it nests too deep"
            : exception.Message.Contains("UTF-8", StringComparison.Ordinal) ? "it has text that is not UTF-8"
            : "it breaks off or is damaged";
        return $"expected the bytes of a {parser.ParseFrom(ByteString.Empty).Descriptor.FullName} message, got others: {why}";
    }
}
