using System.Text;
using System.Text.Json;

namespace Pdp.Cli.Output;

/// <summary>JSON on one line with blanks after colons and commas, as people write it.</summary>
internal static class SpacedJson
{
    /// <summary>The text of an element. Its depth is bounded by the reader that made it.</summary>
    public static string Of(JsonElement element)
    {
        var text = new StringBuilder();
        Append(text, element);
        return text.ToString();
    }

    /// <summary>The text of what a function writes.</summary>
    public static string Of(Action<Utf8JsonWriter> write)
    {
        using var document = JsonDocument.Parse(JsonReport.Line(write), new JsonDocumentOptions { MaxDepth = 1000 });
        return Of(document.RootElement);
    }

    private static void Append(StringBuilder text, JsonElement element)
    {
        var first = true;
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var member in element.EnumerateObject())
                {
                    if (!first) text.Append(", ");
                    first = false;
                    text.Append(Quoted(member.Name)).Append(": ");
                    Append(text, member.Value);
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in element.EnumerateArray())
                {
                    if (!first) text.Append(", ");
                    first = false;
                    Append(text, item);
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                text.Append(Quoted(element.GetString()!));
                break;
            default:
                text.Append(element.GetRawText());
                break;
        }
    }

    private static string Quoted(string text) => JsonReport.Line(writer => writer.WriteStringValue(text));
}
