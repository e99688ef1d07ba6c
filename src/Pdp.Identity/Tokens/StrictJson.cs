using System.Text.Json;
using System.Text.Unicode;

namespace Pdp.Identity.Tokens;

/// <summary>One JSON object and nothing else: no member twice, no text that is not Unicode.</summary>
internal static class StrictJson
{
    /// <summary>The object, or null.</summary>
    public static JsonDocument? Object(byte[] utf8, int depth)
    {
        if (!Utf8.IsValid(utf8)) return null;
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = depth });
            if (document.RootElement.ValueKind == JsonValueKind.Object && IsText(document.RootElement)) return document;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Malformed, or a surrogate without its other half: the caller says so.
        }

        document?.Dispose();
        return null;
    }

    // Reading a string with half a surrogate pair throws: here, and not later when a policy reads it.
    private static bool IsText(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    if (member.Name is null || !IsText(member.Value)) return false;
                }

                return true;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    if (!IsText(item)) return false;
                }

                return true;
            case JsonValueKind.String:
                return element.GetString() is not null;
            case JsonValueKind.Number:
                return double.IsFinite(element.GetDouble());
            default:
                return true;
        }
    }
}
