using System.Text.Json;
using System.Text.Json.Serialization;
using StreamJsonRpc;

namespace Pdp.LanguageServer.Transport;

/// <summary>Messages as JSON, in the protocol's spelling.</summary>
internal sealed class EditorFormatter : SystemTextJsonFormatter
{
    public EditorFormatter()
    {
        JsonSerializerOptions = new JsonSerializerOptions(JsonSerializerOptions)
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            MaxDepth = MessageGate.DeepestMessage,
        };
    }
}
