using System.Text.Json;

namespace Pdp.Wire.Json;

/// <summary>A value within a JSON text.</summary>
/// <param name="Start">Where its first byte stands.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Kind">The token that it begins with; <see cref="JsonTokenType.None"/>: it is not there.</param>
public readonly record struct JsonPart(int Start, int Length, JsonTokenType Kind)
{
    /// <summary>Whether there is no such value.</summary>
    public bool IsAbsent => Kind == JsonTokenType.None;

    /// <summary>Whether there is none, or it is null.</summary>
    public bool IsNothing => Kind is JsonTokenType.None or JsonTokenType.Null;

    /// <summary>Whether it is an object.</summary>
    public bool IsObject => Kind == JsonTokenType.StartObject;

    /// <summary>Whether it is an array.</summary>
    public bool IsArray => Kind == JsonTokenType.StartArray;

    /// <summary>What messages call it.</summary>
    public string KindText => Kind switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.Null => "null",
        _ => "nothing",
    };

    /// <summary>Its bytes.</summary>
    /// <param name="text">The text that it is a part of.</param>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> text) => text.Slice(Start, Length);
}
