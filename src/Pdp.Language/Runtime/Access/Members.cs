using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Access;

/// <summary>How members of maps and elements of lists are found, by every node that looks for one.</summary>
internal static class Members
{
    /// <summary>A string key of a map, quick for JSON objects.</summary>
    public static bool TryGet(CelMap map, string key, out Value value) =>
        map is StringMap strings ? strings.TryGet(key, out value) : map.TryGet(key, out value);

    /// <summary>
    /// The position that a number denotes: an int or uint, or a double that is integral. False when it denotes none; a
    /// position outside the list is for the caller to see.
    /// </summary>
    public static bool TryPosition(in Value index, out long position)
    {
        position = index.AsInt;
        if (index.IsInt) return true;
        if (index.IsUint)
        {
            position = index.AsUint <= long.MaxValue ? (long)index.AsUint : -1;
            return true;
        }

        if (!index.IsDouble) return false;
        var number = index.AsDouble;
        var integral = number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue;
        position = integral ? (long)number : -1;
        return integral;
    }

    /// <summary>
    /// The member of a map or list that an index denotes; missing when there is none; an error when the container or
    /// the index has a type that does not fit.
    /// </summary>
    public static Value Find(in Value container, in Value index)
    {
        if (container.AsMap is { } map) return map.TryGet(index, out var value) ? value : default;
        if (index.IsString) return Value.From(RuntimeErrors.Expected("map", container));
        if (container.AsList is not { } list) return Value.From(RuntimeErrors.Expected("list or map", container));
        if (!TryPosition(index, out var position))
        {
            return Value.From(index.IsDouble
                ? RuntimeErrors.OutOfRange(index, list.Count)
                : RuntimeErrors.Expected("int as index of a list", index));
        }

        return position >= 0 && position < list.Count ? list[(int)position] : default;
    }

    /// <summary>Why <see cref="Find"/> found nothing.</summary>
    public static EvalError NotFound(in Value container, in Value index) =>
        container.AsList is { } list ? RuntimeErrors.OutOfRange(index, list.Count) : RuntimeErrors.NoSuchKey(index);
}
