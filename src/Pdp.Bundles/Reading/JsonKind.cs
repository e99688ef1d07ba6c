namespace Pdp.Bundles.Reading;

/// <summary>What a JSON value is.</summary>
internal enum JsonKind
{
    Null,
    False,
    True,
    Number,
    String,
    Array,
    Object,
}

internal static class JsonKinds
{
    /// <summary>The kind as messages name it.</summary>
    public static string Text(this JsonKind kind) => kind switch
    {
        JsonKind.Null => "null",
        JsonKind.False or JsonKind.True => "boolean",
        JsonKind.Number => "number",
        JsonKind.String => "string",
        JsonKind.Array => "array",
        _ => "object",
    };
}
