using System.Collections.Immutable;
using Pdp.Engine.Sources;
using Pdp.Language.Cost;
using Pdp.Language.Types;

namespace Pdp.Engine.Compilation;

/// <summary>
/// How large attributes can be, by the keywords of the schema: what is larger does not fit, and reading it is an error. What
/// no keyword bounds is unbounded.
/// </summary>
internal sealed class AttributeSizes(SchemaSource schema)
{
    private static readonly ValueBounds NoBounds = new();

    private readonly Dictionary<(AttributeName, KindSet?), ValueSize> _sizes = [];

    /// <summary>The size of a root's member in any of some environments.</summary>
    public ValueSize Of(AttributeName name, EnvironmentSet environments)
    {
        var kinds = environments.Boxes.Select(box => box.Of(name.Root)).Aggregate((KindSet?)null, (left, right) => left is null ? right : left.Or(right!));
        if (_sizes.TryGetValue((name, kinds), out var size)) return size;
        return _sizes[(name, kinds)] = Of(name, Declared(name.Root, kinds));
    }

    private ImmutableArray<EntitySchema> Declared(string root) => root switch
    {
        Roots.Subject => schema.Subjects,
        Roots.Resource => schema.Resources,
        Roots.Action => schema.Actions,
        _ => schema.Context is { } context ? [context] : [],
    };

    private EntitySchema[] Declared(string root, KindSet? kinds)
    {
        var declared = Declared(root);
        return kinds is null ? [.. declared] : declared.IsEmpty ? [] : [.. kinds.Positions.Select(i => declared[i])];
    }

    private static ValueSize Of(AttributeName name, EntitySchema[] kinds)
    {
        if (kinds.Length == 0) return ValueSize.Unknown();
        if (name.Root != Roots.Context && Roots.IsOwnMember(name.Root, name.Member))
        {
            return name.Member is "type" or "name"
                ? ValueSize.OfText(kinds.Max(kind => kind.Name.Length))
                : ValueSize.Unknown();
        }

        var found = kinds.Select(kind => (Kind: kind, Attribute: kind.Attributes.FirstOrDefault(attribute => attribute.Member.Name == name.Member))).ToList();
        var owners = found.Where(pair => pair.Attribute is not null).Select(pair => pair.Kind.Name).ToList();
        var origin = new SizeOrigin(name.ToString(), InWords(name.Root, owners));
        ValueSize? size = null;
        foreach (var (kind, attribute) in found)
        {
            // where a closed schema does not have it, reading it is an error
            if (attribute is null && !kind.IsOpen) continue;
            var one = attribute is null
                ? ValueSize.Unknown()
                : Of(attribute.Member.Type, attribute.Bounds ?? NoBounds, attribute.Member, origin);
            size = size is null ? one : ValueSize.Join(size, one);
        }

        return size ?? ValueSize.Scalar;
    }

    private static string InWords(string root, List<string> kinds)
    {
        if (root == Roots.Context) return "the context";
        var noun = root == Roots.Action ? "action" : $"{root} type";
        return $"{noun}{(kinds.Count == 1 ? "" : "s")} {string.Join(", ", kinds.Select(kind => $"`{kind}`"))}";
    }

    private static ValueSize Of(CelType type, ValueBounds bounds, RecordMember? member, SizeOrigin origin)
    {
        switch (type.Kind)
        {
            case CelTypeKind.Wrapper:
                return Of(type.Parameters[0], bounds, member, origin);
            case CelTypeKind.String:
                var words = bounds.EnumValues.Concat(member?.EnumValues ?? []).ToList();
                if (words.Count > 0) return ValueSize.OfText(words.Max(word => word.Length));
                return ValueSize.OfText((long?)(bounds.MaxLength ?? member?.MaxSize) * SizeBound.UnitsPerCharacter, origin);
            case CelTypeKind.Int or CelTypeKind.Uint:
                return bounds.Maximum is { } greatest and < long.MaxValue ? ValueSize.OfNumber((long)Math.Max(greatest, 0)) : ValueSize.Scalar;
            case CelTypeKind.List:
                return ValueSize.OfList(
                    bounds.MaxItems ?? member?.MaxSize,
                    Of(type.Parameters[0], bounds.Items ?? NoBounds, null, origin.Child("[]")), origin);
            case CelTypeKind.Map:
                return ValueSize.OfMap(null, ValueSize.OfText(null), Of(type.Parameters[1], NoBounds, null, origin.Child("[]")), origin);
            case CelTypeKind.Record:
                var record = (RecordType)type;
                return ValueSize.OfRecord(
                    record.Members.ToImmutableDictionary(
                        pair => pair.Key,
                        pair => Of(pair.Value.Type, bounds.Members.GetValueOrDefault(pair.Key, NoBounds), pair.Value, origin.Child($".{pair.Key}")),
                        StringComparer.Ordinal),
                    record.IsOpen ? ValueSize.Unknown() : null);
            case CelTypeKind.Bool or CelTypeKind.Double or CelTypeKind.Null or CelTypeKind.Timestamp or CelTypeKind.Duration:
                return ValueSize.Scalar;
            default:
                return ValueSize.Unknown(origin);
        }
    }
}
