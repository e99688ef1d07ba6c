using System.Collections.Immutable;
using Pdp.Language.Diagnostics;
using Pdp.Language.Syntax;
using Pdp.Language.Types;

namespace Pdp.Language.Checking;

/// <content>List and map literals.</content>
internal sealed partial class ExpressionChecker
{
    private Typed CheckList(ListExpr list)
    {
        CelType? elementType = null;
        var elements = ImmutableArray.CreateBuilder<ListElement>(list.Elements.Length);
        var isSame = true;
        foreach (var element in list.Elements)
        {
            var value = CheckValue(element.Value);
            isSame &= ReferenceEquals(value.Node, element.Value);
            elements.Add(element with { Value = value.Node });
            elementType = Joined(elementType, element.Optional ? InOptional(value) : value.Type);
        }

        var node = isSame ? list : list with { Elements = elements.MoveToImmutable() };
        return new Typed(node, CelType.ListOf(elementType ?? _substitution.Fresh()));
    }

    private Typed CheckMap(MapExpr map)
    {
        CelType? keyType = null;
        CelType? valueType = null;
        var entries = ImmutableArray.CreateBuilder<MapEntry>(map.Entries.Length);
        foreach (var entry in map.Entries)
        {
            var key = CheckValue(entry.Key);
            var value = CheckValue(entry.Value);
            entries.Add(entry with { Key = key.Node, Value = value.Node });
            CheckKey(key);
            keyType = Joined(keyType, key.Type);
            valueType = Joined(valueType, entry.Optional ? InOptional(value) : value.Type);
        }

        return new Typed(
            map with { Entries = entries.MoveToImmutable() },
            CelType.MapOf(keyType ?? _substitution.Fresh(), valueType ?? _substitution.Fresh()));
    }

    private CelType Joined(CelType? before, CelType next)
    {
        next = Bounded(Resolved(next));
        return before is null ? next : _substitution.Join(before, next);
    }

    /// <summary>Reports a literal as key that no map can have; what is known at run time only is found there.</summary>
    private void CheckKey(in Typed key)
    {
        if (!_environment.TriesConstants || key.Node is not LiteralExpr
            || key.Type.Kind is CelTypeKind.Int or CelTypeKind.Uint or CelTypeKind.Bool or CelTypeKind.String) return;
        Error(
            DiagnosticCodes.InvalidConstant, $"expected int, uint, bool or string as key of a map, got {TypeText.Of(key.Type)}",
            key.Node.Span);
    }

    /// <summary>The type inside the optional of an optional element or entry.</summary>
    private CelType InOptional(in Typed value)
    {
        var type = Resolved(value.Type);
        if (type.IsOptional) return type.Parameters[0];
        if (type.Kind is CelTypeKind.Dyn or CelTypeKind.Error or CelTypeKind.Parameter) return CelType.Dyn;
        Report(
            DiagnosticCodes.TypeMismatch, $"expected an optional, got {TypeText.Of(type)}: `?` leaves out what is absent",
            value.Node.Span, "remove the `?`, or write `optional.of(…)`", IsAttributeDependent(value.Node));
        return CelType.Dyn;
    }
}
