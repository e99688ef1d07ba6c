using Pdp.Language.Functions;
using Pdp.Language.Syntax;

namespace Pdp.Language.Cost;

/// <content>Macros and their variables.</content>
internal sealed partial class Estimator
{
    private Measure Macro(MacroExpr macro)
    {
        var range = Visit(macro.Range);
        return macro.Kind switch
        {
            MacroKind.Bind => Bound(macro, range, range.Size),
            MacroKind.OptMap => Bound(macro, range, Unwrapped(range.Size)) is var mapped
                ? mapped with { Size = Wrapped(mapped.Size) }
                : default,
            MacroKind.OptFlatMap => Bound(macro, range, Unwrapped(range.Size)),
            _ => Loop(macro, range),
        };
    }

    // evaluated at most once, whatever reads it
    private Measure Bound(MacroExpr macro, in Measure range, ValueSize variable)
    {
        var outer = Enter(macro.Variable, variable);
        var body = Visit(macro.Body);
        Leave(macro.Variable, outer);
        return new Measure(body.Size, Saturating.Add(range.Units, body.Units), range.Weight + body.Weight);
    }

    private Measure Loop(MacroExpr macro, in Measure range)
    {
        var count = Count(range.Size);
        var factor = _factor;
        _factor = Saturating.Multiply(factor, count);
        var (first, second) = Variables(macro, range.Size);
        var outerFirst = Enter(macro.Variable, first);
        var outerSecond = macro.SecondVariable is { } name ? Enter(name, second) : null;
        var filter = macro.Filter is null ? Free : Visit(macro.Filter);
        var body = Visit(macro.Body);
        if (macro.SecondVariable is { } other) Leave(other, outerSecond);
        Leave(macro.Variable, outerFirst);
        _factor = factor;

        var weight = filter.Weight + body.Weight;
        var round = Saturating.Add(RoundWeight.Units(weight), Saturating.Add(filter.Units, body.Units));
        var (size, perRound, atEnd) = Result(macro, range.Size, first, body.Size, count);
        var units = Saturating.Multiply(count, Saturating.Add(round, perRound));
        return new Measure(size, Saturating.Add(range.Units, Saturating.Add(units, atEnd)), range.Weight + weight);
    }

    private (ValueSize First, ValueSize Second) Variables(MacroExpr macro, ValueSize range)
    {
        if (macro.SecondVariable is null) return (ItemOf(range), ValueSize.Scalar);
        var index = ElementOf(range) is null ? null : ValueSize.OfNumber(Count(range));
        return (
            Join(index, KeyOf(range)) ?? ValueSize.Scalar,
            Join(ElementOf(range), ValueOf(range)) ?? ValueSize.Scalar);
    }

    /// <summary>What a loop makes, and what making it draws in each round and at the end.</summary>
    private (ValueSize Size, long PerRound, long AtEnd) Result(
        MacroExpr macro, ValueSize range, ValueSize first, ValueSize body, long count)
    {
        switch (macro.Kind)
        {
            case MacroKind.Filter:
                return (ValueSize.OfList(count, first), 0, 0);
            case MacroKind.Map or MacroKind.TransformList:
                return (ValueSize.OfList(count, body), 0, 0);
            case MacroKind.TransformMap:
                return (ValueSize.OfMap(count, first, body), Hashing(first), 0);
            case MacroKind.TransformMapEntry:
                var entries = Count(body);
                var key = KeyOf(body) ?? ValueSize.Scalar;
                return (
                    ValueSize.OfMap(Bounded(Saturating.Multiply(count, entries)), key, ValueOf(body) ?? ValueSize.Scalar),
                    Saturating.Multiply(entries, 1 + Hashing(key)), 0);
            case MacroKind.SortBy:
                var rounds = Work.SortRounds(count);
                return (
                    ValueSize.OfList(count, ItemOf(range)), 0,
                    Saturating.Multiply(count, rounds + Saturating.Multiply(Hashing(body), 1 + rounds)));
            default:
                return (ValueSize.Scalar, 0, 0);
        }
    }

    private Measure Block(BlockExpr block)
    {
        var outer = _block.ToArray();
        _block.Clear();
        var (units, weight) = (0L, 0L);
        foreach (var binding in block.Bindings)
        {
            var measure = Visit(binding);
            _block.Add(measure.Size);
            units = Saturating.Add(units, measure.Units);
            weight += measure.Weight;
        }

        var body = Visit(block.Body);
        _block.Clear();
        _block.AddRange(outer);
        return new Measure(body.Size, Saturating.Add(units, body.Units), weight + body.Weight);
    }

    private ValueSize BlockIndex(BlockIndexExpr index) => index.Function switch
    {
        "index" when index.First < _block.Count => _block[index.First],
        "iterVar" when _scope.TryGetValue(ExpressionParser.IterationVariable(index), out var size) => size,
        _ => ValueSize.Scalar,
    };

    private ValueSize? Enter(string name, ValueSize size)
    {
        _scope.TryGetValue(name, out var outer);
        _scope[name] = size;
        return outer;
    }

    private void Leave(string name, ValueSize? outer)
    {
        if (outer is null) _scope.Remove(name);
        else _scope[name] = outer;
    }
}
