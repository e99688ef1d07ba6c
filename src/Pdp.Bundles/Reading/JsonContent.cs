using System.Text;
using System.Text.Json;
using Pdp.Engine.Sources;

namespace Pdp.Bundles.Reading;

/// <summary>The octets of a JSON document that was read without error; places are those of <see cref="JsonNode"/>.</summary>
internal sealed class JsonContent(ReadOnlyMemory<byte> utf8) : DocumentContent
{
    public ReadOnlyMemory<byte> Utf8 => utf8;

    /// <inheritdoc/>
    public override string TextAt(int offset, int length)
    {
        var quoted = Utf8.Span.Slice(offset, length);
        var text = quoted[1..^1];
        if (!text.Contains((byte)'\\')) return Encoding.UTF8.GetString(text);
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        return reader.GetString()!;
    }
}
