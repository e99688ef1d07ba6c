using System.Runtime.CompilerServices;
using System.Text;
using Pdp.Bundles.Reading;
using Pdp.Language.Formatting;

namespace Pdp.Authoring.Formatting;

/// <summary>Writes the tree of a document anew; what is no bracket, comma or blank is copied from the author's text.</summary>
/// <param name="utf8">The author's text.</param>
/// <param name="expressions">The values in it that are expressions.</param>
internal sealed class DocumentWriter(byte[] utf8, HashSet<JsonNode> expressions)
{
    private readonly StringBuilder _out = new();
    private readonly Dictionary<JsonNode, string?> _flat = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<JsonNode, string?> _expressions = new(ReferenceEqualityComparer.Instance);

    public string Write(JsonNode root)
    {
        Value(root, indent: 0, column: 0);
        _out.Append('\n');
        return _out.ToString();
    }

    /// <param name="node">What to write.</param>
    /// <param name="indent">How far its line is indented.</param>
    /// <param name="column">Where on the line it begins.</param>
    private void Value(JsonNode node, int indent, int column)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();

        // a comma may follow
        if (Flat(node) is { } flat && (IsSimple(node) || column + flat.Length + 1 <= DocumentFormatter.Width))
        {
            _out.Append(flat);
            return;
        }

        if (Expression(node) is { } text) Lines(text.Split('\n'), indent);
        else Members(node, indent);
    }

    // what has no other form than one line
    private bool IsSimple(JsonNode node) => !(node.IsObject || node.IsArray) || node.Items.Count == 0
        || Expression(node)?.Contains('\n', StringComparison.Ordinal) == false;

    private void Lines(string[] lines, int indent)
    {
        _out.Append('[');
        for (var i = 0; i < lines.Length; i++)
        {
            NewLine(indent + 2);
            _out.Append(JsonQuote.Of(lines[i]));
            if (i < lines.Length - 1) _out.Append(',');
        }

        NewLine(indent);
        _out.Append(']');
    }

    private void Members(JsonNode node, int indent)
    {
        _out.Append(node.IsObject ? '{' : '[');
        var inner = indent + 2;
        for (var i = 0; i < node.Items.Count; i++)
        {
            var item = node.Items[i];
            if (i > 0)
            {
                _out.Append(',');
                if (NewLinesBefore(item) > 1) _out.Append('\n');
            }

            NewLine(inner);
            var name = Name(item);
            _out.Append(name);
            Value(item, inner, inner + name.Length);
        }

        NewLine(indent);
        _out.Append(node.IsObject ? '}' : ']');
    }

    private void NewLine(int indent) => _out.Append('\n').Append(' ', indent);

    /// <summary>The value on one line; null when something in it wants lines of its own.</summary>
    private string? Flat(JsonNode node)
    {
        if (_flat.TryGetValue(node, out var known)) return known;
        return _flat[node] = Make(node);
    }

    private string? Make(JsonNode node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (Expression(node) is { } text)
        {
            if (!text.Contains('\n', StringComparison.Ordinal))
            {
                // as the author escapes it, unless something of it is new
                return node.IsString && string.Equals(text, node.Text, StringComparison.Ordinal) ? Raw(node.Offset, node.Length) : JsonQuote.Of(text);
            }

            if (!node.IsArray || NewLinesBefore(node.Items[0]) > 0) return null;
            return $"[{string.Join(", ", text.Split('\n').Select(JsonQuote.Of))}]";
        }

        if (node.Items.Count == 0 && (node.IsObject || node.IsArray)) return node.IsObject ? "{}" : "[]";
        if (!(node.IsObject || node.IsArray)) return Raw(node.Offset, node.Length);
        if (NewLinesBefore(node.Items[0]) > 0) return null;
        var line = new StringBuilder();
        var isSpaced = node.IsObject || node.Items[0].IsObject || node.Items[0].IsArray;
        line.Append(node.IsObject ? '{' : '[');
        if (isSpaced) line.Append(' ');
        for (var i = 0; i < node.Items.Count; i++)
        {
            var item = node.Items[i];
            if (Flat(item) is not { } value) return null;
            if (i > 0) line.Append(", ");
            line.Append(Name(item)).Append(value);

            // longer than any line: no need to know by how much
            if (line.Length > DocumentFormatter.Width) return null;
        }

        if (isSpaced) line.Append(' ');
        return line.Append(node.IsObject ? '}' : ']').ToString();
    }

    private string Name(JsonNode node) => node.Name is null ? "" : Raw(node.NameOffset, node.NameLength) + ": ";

    /// <summary>An expression as it is to be written; null of a value that is none, or of one that does not parse, which stays as it is.</summary>
    private string? Expression(JsonNode node)
    {
        if (!expressions.Contains(node)) return null;
        if (_expressions.TryGetValue(node, out var known)) return known;
        var text = node.IsString ? node.Text : string.Join('\n', node.Items.Select(line => line.Text));
        return _expressions[node] = ExpressionFormatter.Format(text);
    }

    private string Raw(int offset, int length) => Encoding.UTF8.GetString(utf8, offset, length);

    /// <summary>How many line ends stand between a member or element and what comes before it.</summary>
    private int NewLinesBefore(JsonNode node)
    {
        var count = 0;
        for (var i = node.NameOffset - 1; i >= 0 && utf8[i] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)','; i--)
        {
            if (utf8[i] == '\n') count++;
        }

        return count;
    }
}
