namespace Pdp.Bundles.Reading;

/// <summary>JSON pointers (RFC 6901).</summary>
internal static class JsonPointer
{
    /// <summary>A member's name as a pointer writes it.</summary>
    public static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>The node at a pointer, or the deepest one on the way to it.</summary>
    public static JsonNode Nearest(JsonNode root, string pointer)
    {
        var node = root;
        foreach (var part in pointer.Split('/').Skip(1))
        {
            var child = node.IsArray
                ? int.TryParse(part, out var index) && index >= 0 && index < node.Items.Count ? node.Items[index] : null
                : node[part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)];
            if (child is null) break;
            node = child;
        }

        return node;
    }
}
