using System.Collections.Immutable;
using Pdp.Language.Functions;
using Pdp.Language.Runtime.Calls;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.PartialEvaluation;

/// <content>Calls, operators and literals of lists and maps: all strict, but for <c>orValue</c> and <c>or</c>.</content>
internal sealed partial class Folder
{
    private Folded Negation(UnaryExpr negation)
    {
        var operand = Fold(negation.Operand);
        return Strict(negation with { Operand = operand.Node }, operand);
    }

    private Folded Binary(BinaryExpr binary)
    {
        var left = Fold(binary.Left);
        var right = Fold(binary.Right);
        var rebuilt = binary with { Left = left.Node, Right = right.Node };
        if (binary.Operator == BinaryOperator.In && left.IsValue && right.Shape is { } shape && IsMember(left.Known, shape) is { } isMember)
            return Known(rebuilt, Value.From(isMember));
        return Strict(rebuilt, left, right);
    }

    /// <summary>
    /// Whether a value is a key of a partly known map or an element of such a list; null when that is not known, or too much
    /// work to tell.
    /// </summary>
    private bool? IsMember(in Value value, Knowledge shape)
    {
        switch (shape)
        {
            case Knowledge.PartlyKnownObject partly when value.AsString is { } name:
                return partly[name] switch
                {
                    Knowledge.MissingKnowledge => false,
                    Knowledge.UnknownKnowledge => null,
                    _ => true,
                };
            case Knowledge.PartlyKnownList list:
                return IsElement(value, list) ? true : null;
            default:
                return null;
        }
    }

    private bool IsElement(in Value value, Knowledge.PartlyKnownList list)
    {
        var frame = new Frame(0, 0, 0) { Fuel = _fuel };
        var isFound = false;
        foreach (var element in list.Elements)
        {
            if (element is not Knowledge.KnownValue { Value: var known }) continue;
            if (ValueEquality.TryAreEqual(frame, value, known, out var equal) is not null) break;
            isFound |= equal;
            if (isFound) break;
        }

        _fuel = frame.Fuel;
        return isFound;
    }

    private Folded Call(CallExpr call, Use use)
    {
        var target = call.Target is null ? null : Fold(call.Target);
        var inner = OptionalCall(call) == "optional_orValue_value" && target!.Known.AsOptional is { HasValue: false } ? use : Use.Value;
        var arguments = call.Arguments.Select(argument => Fold(argument, inner)).ToImmutableArray();
        var rebuilt = call with { Target = target?.Node, Arguments = [.. arguments.Select(argument => argument.Node)] };
        if (target is not null && OptionalCall(call) is { } id)
            return Alternative(rebuilt, target, arguments[0], id == "optional_orValue_value", use);
        var parts = target is null ? arguments : arguments.Insert(0, target);
        if (IsMisfit(call, parts)) return Misfit(rebuilt);
        return IsPure(call) ? Strict(rebuilt, [.. parts]) : Impure(rebuilt, [.. parts]);
    }

    /// <summary>
    /// Whether a known argument has a kind that none of the overloads takes, of which the checker has chosen: so it is
    /// where what it thought of the type does not hold, as in <c>math.abs(xs[0] * 1)</c> with a double in <c>xs</c>.
    /// </summary>
    private bool IsMisfit(CallExpr call, ImmutableArray<Folded> arguments)
    {
        if (Tables.FindOverloads(call.Id) is not { } chosen) return false;
        var overloads = chosen.Ids.Select(functions.FindById).OfType<Overload>().ToArray();
        if (overloads.Length == 0 || overloads.Any(overload => overload.Code is null || overload.Parameters.Length != arguments.Length)) return false;
        for (var i = 0; i < arguments.Length; i++)
        {
            var argument = arguments[i];
            if (argument.IsValue && !overloads.Any(overload => OverloadCode.Accepts(overload.Parameters[i], argument.Known.Kind))) return true;
        }

        return false;
    }

    /// <summary>
    /// A call that fails because of the overloads chosen for it. Written with the value it would have others, and might
    /// not fail.
    /// </summary>
    private Folded Misfit(CallExpr call)
    {
        var error = new EvalError(EvalErrorCode.ProcessingError, $"no such overload: `{call.Function}`", span: call.Span);
        return InType(Tables.TypeOf(call), Make.Error(Tables, call.Span)) is { } node ? Broken(node, error) : Broken(call, error);
    }

    /// <summary>The overload that evaluates its argument only when its optional holds nothing; null for other calls.</summary>
    private string? OptionalCall(CallExpr call)
    {
        if (call.Target is null || call.Arguments.Length != 1) return null;
        var only = Tables.FindOverloads(call.Id) is { } chosen
            ? chosen.Ids is [var id] ? id : null
            : functions.Find(call.Function).Where(overload => overload.IsMember).ToArray() is [var overload] ? overload.Id : null;
        return only is "optional_orValue_value" or "optional_or_optional" ? only : null;
    }

    /// <summary><c>optional.orValue(d)</c>, <c>optional.or(o)</c>.</summary>
    private Folded Alternative(CallExpr rebuilt, Folded optional, Folded alternative, bool isValue, Use use)
    {
        var whole = Joined(rebuilt, optional, alternative);
        if (optional.IsError) return Failed(whole, optional);
        if (!optional.IsValue) return whole;
        if (optional.Known.AsOptional is not { } known) return whole.IsClosed && !alternative.IsError ? Evaluated(whole) : whole;
        if (known.HasValue) return Known(rebuilt, isValue ? known.Value : optional.Known);
        if (!isValue && alternative.IsError) return Failed(whole, alternative);

        // `or` is an error where the other is no optional, of which only what makes one is sure.
        if (!isValue && alternative.Node is not (SelectExpr { Optional: true } or IndexExpr { Optional: true }))
            return whole.IsClosed ? Evaluated(whole) : whole;
        return Replaced(whole, alternative, use);
    }

    private bool IsPure(CallExpr call)
    {
        var overloads = Tables.FindOverloads(call.Id) is { } chosen
            ? chosen.Ids.Select(functions.FindById).OfType<Overload>()
            : functions.Find(call.Function);
        return overloads.All(overload => overload.IsPure);
    }

    private Folded Impure(CallExpr rebuilt, params ReadOnlySpan<Folded> parts)
    {
        var whole = Joined(rebuilt, parts) with { IsOpen = true };
        foreach (var part in parts)
        {
            if (part.IsError) return Failed(whole, part);
        }

        return whole;
    }

    private Folded List(ListExpr list)
    {
        var elements = list.Elements.Select(element => Fold(element.Value)).ToArray();
        var rebuilt = list with { Elements = [.. list.Elements.Select((element, i) => element with { Value = elements[i].Node })] };
        return Strict(rebuilt, elements);
    }

    /// <param name="map">A map.</param>
    /// <param name="isTemplate">Whether it must stay a literal of a map, as the entries of <c>transformMapEntry</c>.</param>
    private Folded Map(MapExpr map, bool isTemplate)
    {
        var parts = new List<Folded>(2 * map.Entries.Length);
        var entries = ImmutableArray.CreateBuilder<MapEntry>(map.Entries.Length);
        foreach (var entry in map.Entries)
        {
            var key = Fold(entry.Key);
            var value = Fold(entry.Value);
            parts.AddRange([key, value]);
            entries.Add(entry with { Key = key.Node, Value = value.Node });
        }

        var rebuilt = map with { Entries = entries.MoveToImmutable() };
        return isTemplate ? Joined(rebuilt, [.. parts]) : Strict(rebuilt, [.. parts]);
    }
}
