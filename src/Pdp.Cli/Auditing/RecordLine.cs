using System.Text.Json;

namespace Pdp.Cli.Auditing;

/// <summary>A line of a log.</summary>
internal static class RecordLine
{
    // as deep as the deepest request that a server takes, and the record around it
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 1000 };

    /// <summary>Reads it; null: it is no record.</summary>
    public static JsonDocument? Read(string line)
    {
        try
        {
            var document = JsonDocument.Parse(line, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.Text("kind") is not null) return document;
            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The element at a path of members; null: it is not there.</summary>
    public static JsonElement? At(this JsonElement record, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (record.ValueKind != JsonValueKind.Object || !record.TryGetProperty(name, out record)) return null;
        }

        return record;
    }

    /// <summary>The text at a path of members; null: there is none.</summary>
    public static string? Text(this JsonElement record, params ReadOnlySpan<string> path) =>
        record.At(path) is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;

    /// <summary>The number at a path of members; 0: there is none.</summary>
    public static long Number(this JsonElement record, params ReadOnlySpan<string> path) =>
        record.At(path) is { ValueKind: JsonValueKind.Number } found && found.TryGetInt64(out var number) ? number : 0;

    /// <summary>The elements of a list; none when there is no such list.</summary>
    public static IEnumerable<JsonElement> List(this JsonElement record, string name) =>
        record.At(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];
}
