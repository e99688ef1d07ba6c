using System.Collections.Frozen;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Reading;
using Pdp.Bundles.Text;

namespace Pdp.Bundles.Mapping;

/// <summary>
/// Whether a schema's keywords mean something for the type they stand with: one that does not would be ignored silently.
/// </summary>
internal sealed class KeywordCheck(DocumentText document)
{
    private static readonly FrozenDictionary<string, string[]> TypesOf = new Dictionary<string, string[]>
    {
        ["format"] = ["string"],
        ["enum"] = ["string"],
        ["minLength"] = ["string"],
        ["maxLength"] = ["string"],
        ["pattern"] = ["string"],
        ["items"] = ["array"],
        ["minItems"] = ["array"],
        ["maxItems"] = ["array"],
        ["minimum"] = ["integer", "number"],
        ["maximum"] = ["integer", "number"],
        ["properties"] = ["object"],
        ["required"] = ["object"],
        ["additionalProperties"] = ["object"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // texts that become times are bounded by no number of characters
    private static readonly FrozenSet<string> OfPlainStrings =
        new[] { "enum", "minLength", "maxLength", "pattern" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Types =
        new[] { "string", "integer", "number", "boolean", "array", "object" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The type of an attribute, and whether null may stand there besides; null when it has none.</summary>
    public (string Name, bool IsNullable)? TypeOf(JsonNode node)
    {
        if (Nodes.Text(node, "type") is { } single) return Types.Contains(single) ? (single, false) : null;
        if (node["type"] is not { IsArray: true, Items: [{ IsString: true } first, { IsString: true } second] } pair) return null;
        var others = new[] { first.Text, second.Text }.Where(name => name != "null").ToList();
        if (others is [var name]) return Types.Contains(name) ? (name, true) : null;
        document.Error(
            DocumentDiagnosticCodes.NotAllowed, pair,
            $"expected a type and `null`, got {Words.Quote(first.Text)} and {Words.Quote(second.Text)}",
            "an attribute has one type");
        return null;
    }

    /// <summary>Checks the keywords beside a type.</summary>
    public void Check(JsonNode node, string type)
    {
        var format = Nodes.Text(node, "format");
        foreach (var keyword in node.Items)
        {
            if (!TypesOf.TryGetValue(keyword.Name!, out var types)) continue;
            if (!types.Contains(type))
                Misplaced(keyword, $"`{keyword.Name}` means nothing for type `{type}`", $"it stands with {Words.OneOf(types)}");
            else if (format is "date-time" or "duration" && OfPlainStrings.Contains(keyword.Name!))
                Misplaced(keyword, $"`{keyword.Name}` means nothing for format `{format}`", null);
        }

        CheckOrder(node, "minLength", "maxLength");
        CheckOrder(node, "minItems", "maxItems");
        CheckOrder(node, "minimum", "maximum");
    }

    private void CheckOrder(JsonNode node, string minimum, string maximum)
    {
        if (node[minimum] is { Kind: JsonKind.Number } low && node[maximum] is { Kind: JsonKind.Number } high && low.Number > high.Number)
            document.Error(DocumentDiagnosticCodes.OutOfRange, high, $"`{maximum}` is less than `{minimum}`: nothing fits");
    }

    private void Misplaced(JsonNode keyword, string message, string? help) =>
        document.ErrorAtName(DocumentDiagnosticCodes.MisplacedKeyword, keyword, message, help);
}
