using System.Text.Json;

namespace Pdp.Wire.Json;

/// <summary>Single values within a JSON text that was checked.</summary>
public static class JsonScalars
{
    /// <summary>A string; null when it is none, or none that is well-formed.</summary>
    public static string? Text(ReadOnlySpan<byte> utf8, JsonPart part)
    {
        if (part.Kind != JsonTokenType.String) return null;
        var reader = JsonText.Begin(utf8, part);
        reader.Read();
        return JsonText.IsWellFormed(reader) ? reader.GetString() : null;
    }

    /// <summary>A whole number that is not negative, written as one; null when it is none.</summary>
    public static int? Count(ReadOnlySpan<byte> utf8, JsonPart part)
    {
        if (part.Kind != JsonTokenType.Number) return null;
        var reader = JsonText.Begin(utf8, part);
        reader.Read();
        return reader.TryGetInt32(out var count) && count >= 0 ? count : null;
    }
}
