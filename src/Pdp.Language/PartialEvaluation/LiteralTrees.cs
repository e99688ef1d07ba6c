using System.Collections.Immutable;
using Pdp.Language.Functions;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.PartialEvaluation;

/// <summary>
/// Writes a value as the tree of an expression that has it: a literal, or a call as <c>timestamp('…')</c> where there is
/// no literal. The tree checks to a wanted type, by means of <c>dyn</c> where the value's own is another.
/// </summary>
/// <param name="tables">Where the types of the new nodes are recorded.</param>
/// <param name="functions">The functions there are.</param>
internal sealed class LiteralTrees(FoldTables tables, FunctionRegistry functions)
{
    private static readonly Checking.OverloadIds ConditionalIds = new(["conditional"]);

    /// <summary>A tree that checks to a type; null when the functions do not suffice for one.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">The type.</param>
    /// <param name="span">The place of the tree's nodes.</param>
    /// <param name="isShadowed">Whether <c>optional</c> is the name of a variable here.</param>
    public Expr? Typed(in Value value, CelType type, TextSpan span, bool isShadowed)
    {
        if (IsEmpty(value) && type.Kind != CelTypeKind.Dyn) return Empty(value, type, span, isShadowed);
        Expr? exact = type.Kind switch
        {
            CelTypeKind.List when value.AsList is { } list => List(list, type.Parameters[0], span, isShadowed),
            CelTypeKind.Map when value.AsMap is { } map => Map(map, type.Parameters[0], type.Parameters[1], span, isShadowed),
            CelTypeKind.Record when value.AsMap is { } map => Map(map, CelType.String, CelType.Dyn, span, isShadowed),
            CelTypeKind.Opaque when type.IsOptional && value.AsOptional is { } optional =>
                Optional(optional, type.Parameters[0], span, isShadowed),
            _ => null,
        };
        if (exact is not null) return exact;
        if (Plain(value, span, isShadowed) is not { } plain) return null;
        return tables.TypeOf(plain).Equals(type) ? plain : Make.Dyn(tables, functions, plain);
    }

    /// <summary>
    /// Something empty, whose type the place around it would decide: <c>false ? [''] : []</c> is a list of strings
    /// wherever it stands.
    /// </summary>
    private Expr? Empty(in Value value, CelType type, TextSpan span, bool isShadowed)
    {
        if (Plain(value, span, isShadowed) is not { } plain) return null;
        var asMap = type.Kind == CelTypeKind.Record ? CelType.MapOf(CelType.String, CelType.Dyn) : type;
        if (Samples.Of(asMap) is not { } sample || Typed(sample, asMap, span, isShadowed) is not { } other || !IsExact(other, asMap))
            return Make.Dyn(tables, functions, plain);
        return new ConditionalExpr(
            tables.Fresh(asMap, ConditionalIds), span, Literal(Value.False, CelType.Bool, span), other, plain);
    }

    /// <summary>Whether a value is a list, map or optional with nothing in it.</summary>
    private static bool IsEmpty(in Value value) =>
        value.AsList is { Count: 0 } || value.AsMap is { Count: 0 } || value.AsOptional is { HasValue: false };

    /// <summary>Whether a value is, or holds, something empty.</summary>
    private static bool HasEmpty(in Value value)
    {
        if (IsEmpty(value)) return true;
        if (value.AsOptional is { } optional) return HasEmpty(optional.Value);
        if (value.AsList is { } list)
        {
            foreach (ref readonly var item in list.Items)
            {
                if (HasEmpty(item)) return true;
            }
        }

        if (value.AsMap is not { } map) return false;
        for (var i = 0; i < map.Count; i++)
        {
            if (HasEmpty(map.EntryAt(i).Value)) return true;
        }

        return false;
    }

    /// <summary>A tree that checks to the value's own type; null when the functions do not suffice for one.</summary>
    public Expr? Plain(in Value value, TextSpan span, bool isShadowed)
    {
        switch (value.Kind)
        {
            case ValueKind.Double when !double.IsFinite(value.AsDouble):
                return FromText("double", "string_to_double", CelType.Double, value, span);
            case ValueKind.Timestamp:
                return FromText("timestamp", "string_to_timestamp", CelType.Timestamp, value, span);
            case ValueKind.Duration:
                return FromText("duration", "string_to_duration", CelType.Duration, value, span);
            case ValueKind.Ip:
                return FromText("ip", "string_to_ip", CelType.Ip, value, span);
            case ValueKind.Cidr:
                return FromText("cidr", "string_to_cidr", CelType.Cidr, value, span);
            case ValueKind.Type:
                return TypeOf(value.AsType!.Type, span, isShadowed);
            case ValueKind.List:
                return List(value.AsList!, ElementType(value.AsList!), span, isShadowed);
            case ValueKind.Map:
                var (key, item) = EntryTypes(value.AsMap!);
                return Map(value.AsMap!, key, item, span, isShadowed);
            case ValueKind.Optional:
                var optional = value.AsOptional!;
                return Optional(optional, optional.HasValue ? PartType(optional.Value) : CelType.Dyn, span, isShadowed);
            default:
                return Literal(value, OwnType(value), span);
        }
    }

    /// <summary>The type that a value's literal has to the checker.</summary>
    public static CelType OwnType(in Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.List:
                return CelType.ListOf(ElementType(value.AsList!));
            case ValueKind.Map:
                var (key, item) = EntryTypes(value.AsMap!);
                return CelType.MapOf(key, item);
            case ValueKind.Optional:
                return CelType.OptionalOf(value.AsOptional is { HasValue: true } some ? PartType(some.Value) : CelType.Dyn);
            case ValueKind.Type:
                return CelType.TypeOf(Samples.OfValue(value.AsType!.Type) is { } sample ? OwnType(sample) : CelType.Dyn);
            default:
                return ValueTypes.Of(value).AsType!.Type;
        }
    }

    /// <summary>The type of a value inside another: what is empty there has none of its own.</summary>
    private static CelType PartType(in Value value) => HasEmpty(value) ? CelType.Dyn : OwnType(value);

    private static CelType ElementType(CelList list)
    {
        CelType? common = null;
        foreach (ref readonly var item in list.Items)
        {
            var type = PartType(item);
            if (common is not null && !common.Equals(type)) return CelType.Dyn;
            common = type;
        }

        return common ?? CelType.Dyn;
    }

    private static (CelType Key, CelType Value) EntryTypes(CelMap map)
    {
        CelType? keys = null;
        CelType? items = null;
        for (var i = 0; i < map.Count; i++)
        {
            var (key, item) = map.EntryAt(i);
            keys = Common(keys, OwnType(key));
            items = Common(items, PartType(item));
        }

        return (keys ?? CelType.Dyn, items ?? CelType.Dyn);

        static CelType Common(CelType? before, CelType next) => before is null || before.Equals(next) ? next : CelType.Dyn;
    }

    private LiteralExpr Literal(in Value value, CelType type, TextSpan span) => new(tables.Fresh(type), span, value);

    private CallExpr? FromText(string function, string overload, CelType type, in Value value, TextSpan span)
    {
        var text = Literal(CelText.ToStringValue(value), CelType.String, span);
        return Make.Global(tables, functions, function, type, span, [text], overload);
    }

    /// <summary>A list whose elements check to a type; the first is untyped where the type is, and the others follow it.</summary>
    private ListExpr? List(CelList list, CelType element, TextSpan span, bool isShadowed)
    {
        var elements = ImmutableArray.CreateBuilder<ListElement>(list.Count);
        foreach (ref readonly var item in list.Items)
        {
            var node = element.Kind != CelTypeKind.Dyn || elements.Count == 0
                ? Typed(item, element, span, isShadowed)
                : Plain(item, span, isShadowed);
            if (node is null) return null;
            if (element.Kind != CelTypeKind.Dyn && !IsExact(node, element)) return null;
            elements.Add(new ListElement(node, Optional: false));
        }

        return new ListExpr(tables.Fresh(CelType.ListOf(element)), span, elements.MoveToImmutable());
    }

    private MapExpr? Map(CelMap map, CelType keyType, CelType valueType, TextSpan span, bool isShadowed)
    {
        var entries = ImmutableArray.CreateBuilder<MapEntry>(map.Count);
        for (var i = 0; i < map.Count; i++)
        {
            var (key, value) = map.EntryAt(i);
            var keyNode = Part(key, keyType, i);
            var valueNode = Part(value, valueType, i);
            if (keyNode is null || valueNode is null) return null;
            entries.Add(new MapEntry(tables.Fresh(null), keyNode, valueNode, Optional: false));
        }

        return new MapExpr(tables.Fresh(CelType.MapOf(keyType, valueType)), span, entries.MoveToImmutable());

        Expr? Part(in Value part, CelType type, int index)
        {
            if (type.Kind == CelTypeKind.Dyn) return index == 0 ? Typed(part, type, span, isShadowed) : Plain(part, span, isShadowed);
            return Typed(part, type, span, isShadowed) is { } node && IsExact(node, type) ? node : null;
        }
    }

    /// <summary>Whether a tree has a type, or one that is as good where the checker meets an object.</summary>
    private bool IsExact(Expr node, CelType type) =>
        !tables.IsChecked || type.Kind == CelTypeKind.Record || tables.TypeOf(node).Equals(type);

    private Expr? Optional(CelOptional optional, CelType inner, TextSpan span, bool isShadowed)
    {
        var value = optional.HasValue ? Typed(optional.Value, inner, span, isShadowed) : null;
        return optional.HasValue && value is null ? null : Make.Optional(tables, functions, value, inner, span, isShadowed);
    }

    /// <summary>A type as that of one of its values: its name may be a variable's.</summary>
    private CallExpr? TypeOf(CelType type, TextSpan span, bool isShadowed)
    {
        if (Samples.OfValue(type) is not { } sample || Plain(sample, span, isShadowed) is not { } node) return null;
        return Make.Global(tables, functions, "type", CelType.TypeOf(OwnType(sample)), span, [node]);
    }
}
