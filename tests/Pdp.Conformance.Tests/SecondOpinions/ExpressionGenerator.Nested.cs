using System.Globalization;
using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.SecondOpinions;

/// <content>Data such as a gateway sends, of maps and lists in each other, and paths into it.</content>
internal sealed partial class ExpressionGenerator
{
    /// <summary>A condition on a member deep in an input.</summary>
    private string OnNested(int depth)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"n{_bindings.Count}");
        var (root, found) = (Nested(4), name);
        _bindings[name] = root;
        var value = root;
        for (var steps = _random.Next(1, 5); steps > 0 && Step(value) is var (text, inner); steps--) (found, value) = (found + text, inner);
        if (_corners.Chance(8)) found += $".{_corners.Pick(Corners.Fields)}";
        return _random.Next(8) switch
        {
            0 => $"has({found}.{_corners.Pick(Corners.Fields)})",
            1 => $"({_literals.Of(_corners.Chance(50) ? value : Nested(1))} in {found})",
            2 => $"({found} in [{_literals.Of(Nested(1))}, {_literals.Of(_corners.Chance(50) ? value : Nested(2))}])",
            3 => $"(type({found}) {_corners.Pick(["==", "!="])} {Text(Kind.Type, depth - 1)})",
            4 => $"{found}.{_corners.Pick(["all", "exists", "exists_one"])}(v, v {_corners.Pick(["==", "!=", "<", "in"])} {_literals.Of(Nested(1))})",
            5 => $"(size({found}) {_corners.Pick(["==", "<", ">"])} {Small(0)})",
            6 => $"({found} {_corners.Pick(["<", "<=", ">", ">="])} {_literals.Of(_corners.Chance(50) ? value : Nested(0))})",
            _ => $"({found} {_corners.Pick(["==", "!="])} {_literals.Of(_corners.Chance(60) ? value : Nested(2))})",
        };
    }

    private Value Nested(int depth)
    {
        var kind = depth == 0 ? 0 : _random.Next(depth > 2 ? 4 : 7);
        if (kind is > 3 or 0) return _corners.Of(_corners.Any());
        var parts = Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Nested(depth - 1)).ToList();
        if (kind == 1) return Value.From(new CelList([.. parts]));
        return ValueMap.Create([.. parts.Zip(Corners.Fields, (part, key) => KeyValuePair.Create(Value.From(key), part))]);
    }

    /// <summary>The text that selects a part of a list or map, and the part; null when it has none.</summary>
    private (string Text, Value Part)? Step(in Value value)
    {
        if (value.AsList is { Count: > 0 } list)
        {
            var at = _random.Next(list.Count);
            return (string.Create(CultureInfo.InvariantCulture, $"[{at}]"), list[at]);
        }

        if (value.AsMap is not { Count: > 0 } map || map.EntryAt(0).Key.AsString is null) return null;
        var (key, part) = map.EntryAt(_random.Next(map.Count));
        return (_corners.Chance(70) ? $".{key.AsString}" : $"[{_literals.Of(key)}]", part);
    }
}
