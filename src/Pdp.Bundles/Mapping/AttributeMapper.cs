using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Reading;
using Pdp.Bundles.Text;
using Pdp.Engine.Sources;
using Pdp.Language.Types;

namespace Pdp.Bundles.Mapping;

/// <summary>Reads the JSON Schemas of entities and their attributes.</summary>
internal sealed class AttributeMapper(DocumentText document)
{
    private readonly KeywordCheck _keywords = new(document);

    /// <summary>The schema of a type, an action or the context.</summary>
    /// <param name="node">The schema.</param>
    /// <param name="name">The type's or action's name.</param>
    /// <param name="root">How conditions call it: <c>subject</c>.</param>
    /// <param name="location">Where it stands.</param>
    public EntitySchema Entity(JsonNode node, string name, string root, SourceLocation location)
    {
        var required = Required(node);
        var attributes = ImmutableArray.CreateBuilder<AttributeSchema>();
        var place = location.Child("properties");
        foreach (var member in Nodes.Members(node, "properties"))
        {
            var at = place.Child(member.Name!);
            if (root == "subject" && member.Name == "token" && member.IsObject) CheckToken(member);
            if (!IsEntity(member) || Value($"{root}.{member.Name}", member) is not { } value) continue;
            var (record, bounds) = Member(member, value, required.Contains(member.Name!) || member["default"] is not null);
            attributes.Add(new AttributeSchema(
                record, Source(Nodes.Text(member, "source")), member["default"] is { } given ? JsonValues.ToValue(given) : default, at)
            {
                IsNullable = bounds.IsNullable,
                Bounds = bounds,
                Sensitivity = Nodes.Text(member, "x-pdp-sensitive") switch
                {
                    null => Sensitivity.None,
                    "hash" => Sensitivity.Hash,
                    _ => Sensitivity.Mask,
                },
            });
        }

        return new EntitySchema(name, attributes.DrainToImmutable(), IsOpen(node), location)
        {
            Subjects = Nodes.Texts(node, "subjects", document),
            Resources = Nodes.Texts(node, "resources", document),
        };
    }

    // what it is, its issuer says alone
    private void CheckToken(JsonNode node)
    {
        if (_keywords.TypeOf(node) is var (name, _) && name != "object")
        {
            document.Error(
                DocumentDiagnosticCodes.NotAllowed, node["type"] ?? node, $"expected the type `object`, got {Words.Quote(name)}: `token` holds the claims of a verified token");
        }

        foreach (var keyword in (string[])["source", "default"])
        {
            if (node[keyword] is not { } misplaced) continue;
            document.Error(
                DocumentDiagnosticCodes.MisplacedKeyword, misplaced, $"{Words.Quote(keyword)} means nothing for `token`: its claims come from a verified token alone");
        }
    }

    /// <summary>Whether this can be the schema of a type or an action.</summary>
    public bool IsEntity(JsonNode node)
    {
        if (node.IsObject && node.Name!.Length > 0) return true;
        document.PassOver(node);
        return false;
    }

    // a record that has members, as an entity whose attributes are given, has no others unless it says so
    private static bool IsOpen(JsonNode node) => node["additionalProperties"]?.Kind switch
    {
        JsonKind.True => true,
        JsonKind.False => false,
        _ => node["properties"] is null,
    };

    private static AttributeSource Source(string? name) => name switch
    {
        "request" => AttributeSource.Request,
        "data" => AttributeSource.Data,
        _ => AttributeSource.RequestThenData,
    };

    private (CelType Type, ValueBounds Bounds)? Value(string path, JsonNode node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (_keywords.TypeOf(node) is not var (name, isNullable))
        {
            document.PassOver(node);
            return null;
        }

        _keywords.Check(node, name);
        var bounds = new ValueBounds
        {
            IsNullable = isNullable,
            EnumValues = Nodes.Texts(node, "enum", document) ?? [],
            MinLength = Nodes.Integer(node, "minLength"),
            MaxLength = Nodes.Integer(node, "maxLength"),
            MinItems = Nodes.Integer(node, "minItems"),
            MaxItems = Nodes.Integer(node, "maxItems"),
            Minimum = Number(node, "minimum"),
            Maximum = Number(node, "maximum"),
            Pattern = Nodes.Text(node, "pattern"),
        };
        switch (name)
        {
            case "string":
                return (Nodes.Text(node, "format") switch
                {
                    "date-time" => CelType.Timestamp,
                    "duration" => CelType.Duration,
                    _ => CelType.String,
                }, bounds);
            case "integer":
                return (CelType.Int, bounds);
            case "number":
                return (CelType.Double, bounds);
            case "boolean":
                return (CelType.Bool, bounds);
            case "array":
                if (node["items"] is not { IsObject: true } items) return (CelType.DynList, bounds);
                if (Value($"{path}[]", items) is not var (element, elementBounds)) return null;
                return (CelType.ListOf(Nullable(element, elementBounds)), bounds with { Items = elementBounds });
            default:
                return Record(path, node, bounds);
        }
    }

    private (CelType Type, ValueBounds Bounds) Record(string path, JsonNode node, ValueBounds bounds)
    {
        var required = Required(node);
        var isOpen = IsOpen(node);
        if (isOpen && node["properties"] is null) return (CelType.MapOf(CelType.String, CelType.Dyn), bounds);
        var members = new List<RecordMember>();
        var inner = ImmutableDictionary.CreateBuilder<string, ValueBounds>(StringComparer.Ordinal);
        foreach (var member in Nodes.Members(node, "properties"))
        {
            if (!IsEntity(member) || Value($"{path}.{member.Name}", member) is not { } value) continue;
            var (record, memberBounds) = Member(member, value, required.Contains(member.Name!));
            members.Add(record with { Type = Nullable(record.Type, memberBounds) });
            inner.Add(member.Name!, memberBounds);
        }

        return (new RecordType(path, members, isOpen), bounds with { Members = inner.ToImmutable() });
    }

    private static (RecordMember Member, ValueBounds Bounds) Member(JsonNode node, (CelType Type, ValueBounds Bounds) value, bool required)
    {
        var (type, bounds) = value;

        // of a list, the words are those of its elements: that is what conditions compare
        var words = type.Kind == CelTypeKind.List && bounds.Items is { } items ? items.EnumValues : bounds.EnumValues;
        return (
            new RecordMember(node.Name!, type, required, words, Nodes.Text(node, "description"))
            {
                MaxSize = bounds.MaxItems ?? bounds.MaxLength,
            },
            bounds);
    }

    // within lists and objects the type itself says that null may stand there; CEL's wrappers are of primitives only, and
    // a time stamp, a list or an object that may be null is read as it is: an operation on null is an error
    private static CelType Nullable(CelType type, ValueBounds bounds) =>
        bounds.IsNullable && type.Kind is CelTypeKind.Bool or CelTypeKind.Int or CelTypeKind.Double or CelTypeKind.String
            ? CelType.WrapperOf(type)
            : type;

    private HashSet<string> Required(JsonNode node)
    {
        var properties = node["properties"];
        var required = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in Nodes.Elements(node, "required"))
        {
            if (!item.IsString) continue;
            if (!required.Add(item.Text))
            {
                document.Error(DocumentDiagnosticCodes.NotAllowed, item, $"{Words.Quote(item.Text)} is required twice");
            }
            else if (properties?[item.Text] is null)
            {
                document.Error(
                    DocumentDiagnosticCodes.UnknownAttribute, item, $"{Words.Quote(item.Text)} is required and not described",
                    Suggestions.DidYouMean(item.Text, properties?.Items.Select(member => member.Name!) ?? []) ?? "describe it in `properties`");
            }
        }

        return required;
    }

    private static double? Number(JsonNode node, string name) => node[name] is { Kind: JsonKind.Number } member ? member.Number : null;
}
