using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <content>Names, and paths that lead into attributes.</content>
public sealed partial class GuardBuilder
{
    /// <summary>What a name or a path of two steps stands for; nothing of it is set when nothing is known.</summary>
    private readonly record struct NameMeaning
    {
        public VariableName? Variable { get; init; }

        public (Expr Expression, Place Place)? Bound { get; init; }

        public Operand? Operand { get; init; }

        public Value Constant { get; init; }
    }

    private static NameMeaning Meaning(Expr e, Place place)
    {
        switch (e)
        {
            case IdentExpr ident:
                if (place.Find(ident) is not { } local) return Meaning(place.Names.Resolve(ident.Name));
                if (local.Element is { } element) return new NameMeaning { Operand = new Operand(element) };
                return new NameMeaning { Bound = local.Bound, Constant = local.Constant };
            case SelectExpr { Operand: IdentExpr root } select when place.Find(root) is null:
                var meaning = Meaning(place.Names.ResolveMember(root.Name, select.Field));
                if (!select.Optional) return meaning;
                return meaning.Operand is { } operand
                    ? new NameMeaning { Operand = operand with { OptionalFrom = 0, IsOptional = true } }
                    : default;
            default:
                return default;
        }
    }

    private static NameMeaning Meaning(GuardName? name) => name switch
    {
        SlotName attribute => new NameMeaning { Operand = new Operand(attribute.Attribute) },
        VariableName variable => new NameMeaning { Variable = variable },
        ConstantName { Value.IsError: false } constant => new NameMeaning { Constant = constant.Value },
        _ => default,
    };

    /// <summary>The attribute that an expression reads, when it does nothing else.</summary>
    private Operand? FindOperand(Expr e, Place place)
    {
        if (++_visits > MostVisits) return null;
        switch (Meaning(e, place))
        {
            case { Operand: { } operand }:
                return operand;
            case { Variable: { } variable }:
                return FindOperand(variable.Expression.Root, new Place(variable.Expression, variable.Names, null));
            case { Bound: { } bound }:
                return FindOperand(bound.Expression, bound.Place);
            case { Constant.IsMissing: false }:
                return null;
        }

        return e switch
        {
            SelectExpr select => Inside(select.Operand, select.Field, select.Optional, place),
            IndexExpr index when Constant(index.Index, place).AsString is { } name =>
                Inside(index.Operand, name, index.Optional, place),
            IndexExpr { Optional: false } index => Lookup(index, place),
            CallExpr call => FindOperand(call, place),
            _ => null,
        };
    }

    private Operand? Inside(Expr container, string member, bool optional, Place place) =>
        FindOperand(container, place) is { HasMembers: true } operand ? operand.Member(member, optional) : null;

    /// <summary>An entry of a constant map, whose key is in the request.</summary>
    private Operand? Lookup(IndexExpr index, Place place) =>
        Constant(index.Operand, place).AsMap is { } map && FindOperand(index.Index, place) is { IsPlain: true } key
            && LookupTerm.TryOf(map, key.Attribute, Unparser.Format(index)) is { } term
            ? new Operand(term)
            : null;

    private Operand? Size(Expr container, bool isList, Place place) =>
        FindOperand(container, place) is { IsPlain: true } operand ? new Operand(new SizeTerm(operand.Attribute, isList, !isList)) : null;

    private Operand? FindOperand(CallExpr call, Place place)
    {
        switch (OverloadOf(call, place))
        {
            case ("size_list" or "size_map") and var id when call.Arguments.Length == 1:
                return Size(call.Arguments[0], id == "size_list", place);
            case ("list_size" or "map_size") and var id when call.Target is { } container:
                return Size(container, id == "list_size", place);
            case "to_dyn" when call.Arguments.Length == 1:
                return FindOperand(call.Arguments[0], place);
            case "optional_value" when call.Target is { } optional:
                return FindOperand(optional, place) is { IsOptional: true } some ? some.Unwrapped : null;
            case "optional_orValue_value" when call.Target is { } optional:
                if (FindOperand(optional, place) is not { IsOptional: true, HasMembers: true } operand) return null;
                return Constant(call.Arguments[0], place) is { IsMissing: false } alternative
                    ? operand with { IsOptional = false, Default = alternative }
                    : null;
            default:
                return null;
        }
    }

    /// <summary>The overload that a call uses; null when that is known at run time only.</summary>
    private static string? OverloadOf(CallExpr call, Place place) =>
        place.Expression.Overloads.TryGetValue(call.Id, out var found) && found.Ids is [var id] ? id : null;
}
