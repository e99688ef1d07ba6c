using System.Collections.Frozen;
using Pdp.Bundles.Reading;

namespace Pdp.Bundles.Schemas;

/// <summary>Makes a <see cref="Shape"/> of a JSON Schema (draft 7, as far as the published schemas go).</summary>
internal sealed class ShapeReader
{
    private const int MostRequired = 64;
    private readonly Dictionary<string, Shape> _byPointer = new(StringComparer.Ordinal);
    private readonly JsonNode _root;

    private ShapeReader(JsonNode root) => _root = root;

    /// <summary>The shape of a schema's text.</summary>
    public static Shape Of(ReadOnlySpan<byte> schema) =>
        JsonTreeReader.Read(schema, LoadOptions.DeepestJson, []) is { } root ? new ShapeReader(root).Read(root) : Shape.Unknown;

    // a definition is known before it is read: it may refer to itself
    private Shape Read(JsonNode schema)
    {
        var pointer = schema.Pointer;
        if (_byPointer.TryGetValue(pointer, out var known)) return known;
        if (!schema.IsObject) return Shape.Unknown;
        if (schema["$ref"] is { } reference) return Referenced(reference);
        var shape = _byPointer[pointer] = new Shape();
        foreach (var keyword in schema.Items)
        {
            if (!Take(keyword, shape)) shape.Kinds = 0;
        }

        if (!Members(schema, shape)) shape.Kinds = 0;
        return shape;
    }

    // in draft 7 what stands beside a reference means nothing
    private Shape Referenced(JsonNode reference)
    {
        if (!reference.IsString || !reference.Text.StartsWith("#/", StringComparison.Ordinal)) return Shape.Unknown;
        var target = JsonPointer.Nearest(_root, reference.Text[1..]);
        return target.Pointer == reference.Text[1..] && target["$ref"] is null ? Read(target) : Shape.Unknown;
    }

    private bool Take(JsonNode keyword, Shape shape)
    {
        switch (keyword.Name)
        {
            case "type":
                shape.Kinds = Kinds(keyword, shape);
                return true;
            case "enum":
                shape.Words = keyword.Items.Select(word => word.Text).ToFrozenSet(StringComparer.Ordinal);
                return keyword.IsArray && keyword.Items.All(word => word.IsString);
            case "pattern":
                shape.Pattern = PatternTests.Of(keyword.Text);
                return keyword.IsString;
            case "minLength":
                shape.Length = shape.Length with { Least = keyword.Number };
                return true;
            case "maxLength":
                shape.Length = shape.Length with { Most = keyword.Number };
                return true;
            case "minimum":
                shape.Number = shape.Number with { Least = keyword.Number };
                return true;
            case "maximum":
                shape.Number = shape.Number with { Most = keyword.Number };
                return true;
            case "minItems":
                shape.Elements = shape.Elements with { Least = keyword.Number };
                return true;
            case "maxItems":
                shape.Elements = shape.Elements with { Most = keyword.Number };
                return true;
            case "minProperties":
                shape.LeastMembers = keyword.Number;
                return true;
            case "items":
                shape.Items = Read(keyword);
                return true;
            case "anyOf":
                shape.Alternatives = [.. keyword.Items.Select(Read)];
                return true;

            // read together, or said for people; a format is checked where it is read
            case "properties" or "patternProperties" or "additionalProperties" or "required" or "definitions"
                or "$schema" or "title" or "description" or "examples" or "default" or "format":
                return true;
            default:
                return false;
        }
    }

    private static int Kinds(JsonNode type, Shape shape)
    {
        var kinds = 0;
        foreach (var name in type.IsArray ? type.Items : [type])
        {
            kinds |= name.Text switch
            {
                "null" => 1 << (int)JsonKind.Null,
                "boolean" => (1 << (int)JsonKind.False) | (1 << (int)JsonKind.True),
                "number" or "integer" => 1 << (int)JsonKind.Number,
                "string" => 1 << (int)JsonKind.String,
                "array" => 1 << (int)JsonKind.Array,
                "object" => 1 << (int)JsonKind.Object,
                _ => 0,
            };
            shape.IsIntegral |= name.Text == "integer";
        }

        return kinds;
    }

    private bool Members(JsonNode schema, Shape shape)
    {
        var required = schema["required"]?.Items.Select(name => name.Text).ToList() ?? [];
        var properties = schema["properties"]?.Items ?? [];
        if (required.Count > MostRequired || required.Exists(name => properties.All(property => property.Name != name))) return false;
        shape.Members = properties.ToFrozenDictionary(
            property => property.Name!, property => (Read(property), Bit(required.IndexOf(property.Name!))), StringComparer.Ordinal);
        shape.Required = required.Select((_, i) => Bit(i)).Aggregate(0UL, (bits, bit) => bits | bit);
        shape.NamedMembers = [.. (schema["patternProperties"]?.Items ?? []).Select(named => (PatternTests.Of(named.Name!), Read(named)))];
        shape.OtherMembers = schema["additionalProperties"] switch
        {
            null or { Kind: JsonKind.True } => null,
            { IsObject: true } others => Read(others),
            _ => Shape.Unknown,
        };
        return true;
    }

    private static ulong Bit(int position) => position < 0 ? 0 : 1UL << position;
}
