using System.Collections.Immutable;
using Pdp.Language.Checking;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.PartialEvaluation;

/// <content>
/// Loops. One over a known range whose rounds read nothing unknown is run; <c>exists</c> and <c>all</c> over a short known
/// range become <c>||</c> and <c>&amp;&amp;</c> of their rounds, or <c>in</c>; every other loop stays, with what is known
/// in it.
/// </content>
internal sealed partial class Folder
{
    /// <summary>By how many nodes the rounds may exceed the loop they replace.</summary>
    private const int UnrolledGrowth = 8;

    private static readonly OverloadIds InListIds = new(["in_list"]);
    private static readonly OverloadIds InIds = new(["in_list", "in_map"]);

    private Folded Macro(MacroExpr macro, Use use)
    {
        if (macro.Kind == MacroKind.Bind) return Bind(macro, use);
        var range = Fold(macro.Range);
        var level = _level++;
        var outer = _locals.Count;
        _locals.AddRange(Variables(macro, level, range));
        var filter = macro.Filter is null ? null : Condition(macro.Filter);
        var body = Body(macro);
        _locals.RemoveRange(outer, _locals.Count - outer);
        _level--;

        var rebuilt = macro with { Range = range.Node, Filter = filter?.Node, Body = body.Node };
        var inner = filter is null ? body : Joined(rebuilt, filter, body);
        var whole = Joined(rebuilt, range, inner with { Level = Outside(inner.Level, level) });
        if (range.IsError) return Failed(whole, range);
        if (!range.IsValue) return whole;
        if (whole.IsClosed) return Evaluated(whole);
        if (IsEmpty(range.Known) && Evaluate(rebuilt) is { IsMissing: false, IsError: false } value) return Known(rebuilt, value);
        return macro.Kind is MacroKind.Exists or MacroKind.All && range.Known.AsObject is CelList or CelMap
            ? AsMembership(whole, range.Known, body) ?? Unrolled(macro, rebuilt, range.Known, use) ?? whole
            : whole;
    }

    private Folded Body(MacroExpr macro) => macro switch
    {
        { Kind: MacroKind.All or MacroKind.Exists or MacroKind.ExistsOne or MacroKind.Filter } => Condition(macro.Body),
        { Kind: MacroKind.TransformMapEntry, Body: MapExpr entries } => Map(entries, isTemplate: true),
        _ => Fold(macro.Body),
    };

    private static IEnumerable<Local> Variables(MacroExpr macro, int level, Folded range)
    {
        var first = new Local(macro.Variable, level);
        if (macro.Kind is MacroKind.OptMap or MacroKind.OptFlatMap && range.Known.AsOptional is { HasValue: true } optional)
            first = first with { Known = optional.Value };
        return macro.SecondVariable is { } second ? [first, new Local(second, level)] : [first];
    }

    private static bool IsEmpty(in Value range) =>
        range.AsList is { Count: 0 } || range.AsMap is { Count: 0 } || range.AsOptional is { HasValue: false };

    /// <summary>The rounds of a loop over a known range; null when the loop is the better expression.</summary>
    /// <param name="macro">The loop.</param>
    /// <param name="loop">The loop with what is known in it.</param>
    /// <param name="range">The range, a list or a map.</param>
    /// <param name="use">How the loop's value is used.</param>
    private Folded? Unrolled(MacroExpr macro, MacroExpr loop, in Value range, Use use)
    {
        var count = range.AsList?.Count ?? range.AsMap!.Count;
        if (count > options.MaxRounds || _visits <= 0 || LiteralSize.Of(range, _room) > _room || !_writability.Of(range)) return null;

        var rounds = ImmutableArray.CreateBuilder<Folded>(count);
        for (var round = 0; round < count; round++)
        {
            var outer = _locals.Count;
            _locals.AddRange(RoundVariables(macro, range, round));
            rounds.Add(Condition(macro.Body));
            _locals.RemoveRange(outer, _locals.Count - outer);
        }

        var logic = new LogicExpr(macro.Id, macro.Span, macro.Kind == MacroKind.All, []);
        var unrolled = Combined(logic, rounds.MoveToImmutable(), use);
        if (unrolled.IsValue || unrolled.IsError) return unrolled;
        var limit = Math.Min(TreeSize.Of(loop, _room) + UnrolledGrowth, _room);
        var size = TreeSize.Of(unrolled.Node, limit);
        if (size > limit) return null;
        _room -= size;
        return unrolled;
    }

    private IEnumerable<Local> RoundVariables(MacroExpr macro, Value range, int round)
    {
        var entry = range.AsList is { } list
            ? new KeyValuePair<Value, Value>(Value.From((long)round), list[round])
            : range.AsMap!.EntryAt(round);
        var only = range.AsList is null ? entry.Key : entry.Value;
        return macro.SecondVariable is { } second
            ? [Of(macro.Variable, entry.Key), Of(second, entry.Value)]
            : [Of(macro.Variable, only)];

        Local Of(string name, Value value) => new(name, _level) { Known = value, IsKept = false };
    }

    /// <summary>
    /// <c>list.exists(v, v == x)</c> as <c>x in list</c>, and <c>list.all(v, v != x)</c> as its negation, where the list has
    /// elements: then <c>x</c> is read, and an error in it counts, in both.
    /// </summary>
    private Folded? AsMembership(Folded whole, in Value range, Folded body)
    {
        var loop = (MacroExpr)whole.Node;
        if (range.AsList is not { Count: > 0 } || loop.SecondVariable is not null) return null;
        if (body.IsError || body.Node is not BinaryExpr comparison) return null;
        var wanted = loop.Kind == MacroKind.Exists ? BinaryOperator.Equal : BinaryOperator.NotEqual;
        if (comparison.Operator != wanted) return null;
        var other = IsVariable(comparison.Left) ? comparison.Right : IsVariable(comparison.Right) ? comparison.Left : null;
        if (other is null || Mentions.Local(other, loop.Variable)) return null;
        var ids = Tables.TypeOf(loop.Range).Kind == CelTypeKind.List ? InListIds : InIds;
        Expr membership = new BinaryExpr(
            Tables.Fresh(CelType.Bool, ids), loop.Span, BinaryOperator.In, comparison.OperatorSpan, other, loop.Range);
        var result = whole with { Node = membership };
        return loop.Kind == MacroKind.All ? result with { Node = NotOf(membership), Negated = result } : result;

        bool IsVariable(Expr e) => e is IdentExpr { Rooted: false } ident && string.Equals(ident.Name, loop.Variable, StringComparison.Ordinal);
    }
}
