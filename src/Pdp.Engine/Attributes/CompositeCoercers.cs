using System.Collections.Frozen;
using Pdp.Language.Values;

namespace Pdp.Engine.Attributes;

/// <summary>Lists.</summary>
internal sealed class ListCoercer(Coercer element, int? minimum, int? maximum) : Coercer
{
    public override bool TryCoerce(in Value value, out Value result, out Misfit misfit)
    {
        if (value.AsList is not { } list) return Unfit(Misfit.Kind("list", value), out result, out misfit);
        if (Bounds.SizeProblem(list.Count, minimum, maximum, "elements") is { } problem)
            return Unfit(Misfit.Of(problem), out result, out misfit);
        if (element is AnyCoercer) return Fits(value, out result, out misfit);
        Value[]? changed = null;
        for (var i = 0; i < list.Count; i++)
        {
            var before = list[i];
            if (!element.TryCoerce(before, out var after, out var inner)) return Unfit(inner.At(i), out result, out misfit);
            if (changed is null && Coerced.IsOther(before, after)) changed = list.Items.ToArray();
            if (changed is not null) changed[i] = after;
        }

        return Fits(changed is null ? value : Value.From(new CelList(changed)), out result, out misfit);
    }
}

/// <summary>Objects with known members.</summary>
internal sealed class RecordCoercer(
    IReadOnlyDictionary<string, Coercer> members, IEnumerable<string> required, bool isOpen, Coercer other) : Coercer
{
    private readonly FrozenDictionary<string, Coercer> _members = members.ToFrozenDictionary(StringComparer.Ordinal);
    private readonly string[] _required = [.. required];

    public override bool TryCoerce(in Value value, out Value result, out Misfit misfit)
    {
        if (value.AsMap is not StringMap map) return Unfit(Misfit.Kind("object", value), out result, out misfit);
        KeyValuePair<string, Value>[]? changed = null;
        for (var i = 0; i < map.Count; i++)
        {
            var (name, before) = map.Entries[i];
            var known = _members.TryGetValue(name, out var coercer);
            if (!known && !isOpen)
                return Unfit(Misfit.Of("the schema has no such member").At(name), out result, out misfit);
            if (!(known ? coercer! : other).TryCoerce(before, out var after, out var inner))
                return Unfit(inner.At(name), out result, out misfit);
            if (changed is null && Coerced.IsOther(before, after)) changed = map.Entries.ToArray();
            if (changed is not null) changed[i] = new(name, after);
        }

        foreach (var name in _required)
        {
            if (!map.TryGet(name, out _))
                return Unfit(Misfit.Of("the schema requires it, and it is absent").At(name), out result, out misfit);
        }

        return Fits(changed is null ? value : Value.From(new StringMap(changed)), out result, out misfit);
    }
}

/// <summary>Comparisons of values before and after coercion.</summary>
internal static class Coerced
{
    /// <summary>Whether coercion made another value; kinds whose content is no object change by kind alone.</summary>
    public static bool IsOther(in Value before, in Value after) =>
        !ReferenceEquals(before.AsObject, after.AsObject);
}
