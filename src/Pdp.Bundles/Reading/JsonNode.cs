using System.Globalization;
using System.Text;

namespace Pdp.Bundles.Reading;

/// <summary>A JSON value and where it stands in its text.</summary>
internal sealed class JsonNode
{
    private static readonly List<JsonNode> Nothing = [];

    // objects with more members than this are looked up by hash
    private const int FewMembers = 8;

    private List<JsonNode> _items = Nothing;
    private Dictionary<string, JsonNode>? _byName;

    public required JsonKind Kind { get; init; }

    /// <summary>Where the value begins, in bytes.</summary>
    public required int Offset { get; init; }

    /// <summary>How many bytes it covers; of an object or array the bracket alone.</summary>
    public required int Length { get; init; }

    /// <summary>The object or array around it; null at the root.</summary>
    public required JsonNode? Parent { get; init; }

    /// <summary>The member's name within an object, else null.</summary>
    public required string? Name { get; init; }

    /// <summary>Where the member's name begins, in bytes; the value's own place when it has none.</summary>
    public required int NameOffset { get; init; }

    /// <summary>How many bytes the name covers, with its quotes.</summary>
    public required int NameLength { get; init; }

    /// <summary>The position among the elements of an array, else that among the members.</summary>
    public required int Index { get; init; }

    /// <summary>A string's text, else empty.</summary>
    public string Text { get; init; } = "";

    /// <summary>A number's value, else zero.</summary>
    public double Number { get; init; }

    /// <summary>The members of an object (each has its <see cref="Name"/>) or elements of an array, in order.</summary>
    public IReadOnlyList<JsonNode> Items => _items;

    public bool IsObject => Kind == JsonKind.Object;

    public bool IsArray => Kind == JsonKind.Array;

    public bool IsString => Kind == JsonKind.String;

    /// <summary>Whether it is an integral number that a double holds exactly.</summary>
    public bool IsIntegral => Kind == JsonKind.Number && double.IsInteger(Number) && Math.Abs(Number) <= 9_007_199_254_740_992;

    /// <summary>The JSON pointer (RFC 6901) from the root.</summary>
    public string Pointer
    {
        get
        {
            if (Parent is null) return "";
            var path = new Stack<JsonNode>();
            for (var node = this; node.Parent is not null; node = node.Parent) path.Push(node);
            var text = new StringBuilder();
            foreach (var node in path)
            {
                text.Append('/');
                if (node.Name is { } name) text.Append(JsonPointer.Escape(name));
                else text.Append(CultureInfo.InvariantCulture, $"{node.Index}");
            }

            return text.ToString();
        }
    }

    /// <summary>The member of that name, or null.</summary>
    public JsonNode? this[string name]
    {
        get
        {
            if (!IsObject) return null;
            if (_byName is not null) return _byName.GetValueOrDefault(name);
            foreach (var item in _items)
            {
                if (string.Equals(item.Name, name, StringComparison.Ordinal)) return item;
            }

            return null;
        }
    }

    /// <summary>Adds a child while the tree is built.</summary>
    internal void Add(JsonNode child)
    {
        if (ReferenceEquals(_items, Nothing)) _items = [];
        _items.Add(child);
        if (!IsObject) return;
        if (_byName is not null)
            _byName.Add(child.Name!, child);
        else if (_items.Count > FewMembers)
            _byName = _items.ToDictionary(item => item.Name!, StringComparer.Ordinal);
    }
}
