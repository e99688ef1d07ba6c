using System.Globalization;
using System.Text;
using Pdp.Bundles.Reading;

namespace Pdp.Authoring.Editor.Text;

/// <summary>A JSON value as far as it could be made out in a text that may be half typed. Places are UTF-16 units.</summary>
internal sealed class LooseNode
{
    public required JsonKind Kind { get; init; }

    public required int Start { get; init; }

    /// <summary>The place behind it; of what is not closed, where it was given up.</summary>
    public int End { get; set; }

    public required LooseNode? Parent { get; init; }

    /// <summary>The member's name within an object, else null.</summary>
    public string? Name { get; init; }

    public int NameStart { get; init; }

    public int NameEnd { get; init; }

    public int Index { get; init; }

    /// <summary>A string's text, else the word as it stands there.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether a member has a name only: its value is still to be typed.</summary>
    public bool IsMissing { get; init; }

    /// <summary>Whether its closing quote or bracket was found.</summary>
    public bool IsClosed { get; set; } = true;

    public List<LooseNode> Items { get; } = [];

    public bool IsObject => Kind == JsonKind.Object;

    public bool IsArray => Kind == JsonKind.Array;

    public bool IsString => Kind == JsonKind.String;

    /// <summary>The first member of a name; null when there is none.</summary>
    public LooseNode? this[string name] => IsObject ? Items.Find(item => string.Equals(item.Name, name, StringComparison.Ordinal)) : null;

    /// <summary>The text of a member that is a string; null when there is none.</summary>
    public string? TextOf(string name) => this[name] is { IsString: true } found ? found.Text : null;

    /// <summary>The node and those around it, from the inside out.</summary>
    public IEnumerable<LooseNode> Around
    {
        get
        {
            for (var node = this; node is not null; node = node.Parent) yield return node;
        }
    }

    /// <summary>The JSON pointer (RFC 6901) from the root.</summary>
    public string Pointer
    {
        get
        {
            var text = new StringBuilder();
            foreach (var node in Around.Reverse().Skip(1))
            {
                text.Append('/');
                if (node.Name is { } name) text.Append(JsonPointer.Escape(name));
                else text.Append(CultureInfo.InvariantCulture, $"{node.Index}");
            }

            return text.ToString();
        }
    }

    /// <summary>The node at a pointer, or the deepest one on the way to it.</summary>
    public LooseNode Nearest(string pointer, out bool isExact)
    {
        var node = this;
        isExact = true;
        foreach (var part in pointer.Split('/').Skip(1))
        {
            var child = node.IsArray
                ? int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < node.Items.Count ? node.Items[index] : null
                : node[part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)];
            isExact = child is not null;
            if (child is null) break;
            node = child;
        }

        return node;
    }
}
