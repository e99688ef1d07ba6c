using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace Pdp.LanguageServer.Transport;

/// <summary>Reads messages as JSON; one that is none is told of, and the next one is read.</summary>
internal sealed class LenientFormatter : SystemTextJsonFormatter, IJsonRpcMessageFormatter, IJsonRpcMessageTextFormatter
{
    /// <summary>The method that is called of a message that could not be read.</summary>
    public const string Malformed = "$/malformed";

    public LenientFormatter()
    {
        JsonSerializerOptions = new JsonSerializerOptions(JsonSerializerOptions)
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            MaxDepth = 128,
        };
    }

    JsonRpcMessage IJsonRpcMessageFormatter.Deserialize(ReadOnlySequence<byte> contentBuffer) => Read(contentBuffer, Deserialize);

    // the way on which messages with a header come
    JsonRpcMessage IJsonRpcMessageTextFormatter.Deserialize(ReadOnlySequence<byte> contentBuffer, Encoding encoding) =>
        Read(contentBuffer, content => Deserialize(content, encoding));

    private JsonRpcMessage Read(ReadOnlySequence<byte> content, Func<ReadOnlySequence<byte>, JsonRpcMessage> read)
    {
        try
        {
            return read(content);
        }
#pragma warning disable CA1031 // whatever a client sends, the server goes on
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var message = JsonSerializer.SerializeToUtf8Bytes(new { jsonrpc = "2.0", method = Malformed, @params = new { message = exception.Message } });
            return Deserialize(new ReadOnlySequence<byte>(message));
        }
    }
}
