using System.Collections.Immutable;
using Pdp.Language.Values;

namespace Pdp.Language.Cost;

/// <summary>
/// How large a value can be. It says nothing of types: a value that may be a text or a list has both sizes. Sizes never
/// are too small for a value that fits what they were made from.
/// </summary>
public sealed record ValueSize
{
    private const int LongestScalar = 64;

    // deeper values count as unbounded: looking at all parts of what is nested any deeper could take very long
    private const int MostLevels = 8;

    private int _depth;

    private ValueSize()
    {
    }

    /// <summary>A number, a bool, a time, an address, null: nothing that has a size.</summary>
    public static ValueSize Scalar { get; } = new();

    /// <summary>Most UTF-16 units when it is a text; −1 when it never is.</summary>
    public long Text { get; internal init; } = -1;

    /// <summary>Most octets when it is bytes; −1 when it never is.</summary>
    public long Octets { get; internal init; } = -1;

    /// <summary>Most elements or entries when it is a list or map.</summary>
    public long Count { get; internal init; }

    /// <summary>The elements when it may be a list.</summary>
    public ValueSize? Element { get; internal init => field = Part(value); }

    /// <summary>The keys when it may be a map.</summary>
    public ValueSize? Key { get; internal init => field = Part(value); }

    /// <summary>The values when it may be a map.</summary>
    public ValueSize? Value { get; internal init => field = Part(value); }

    /// <summary>The values of known keys; those of others are <see cref="Value"/>.</summary>
    public ImmutableDictionary<string, ValueSize>? Members { get; internal init; }

    /// <summary>How many optionals it may be wrapped in.</summary>
    public int Optionals { get; internal init; }

    /// <summary>The greatest number when it is an integer that is bounded, else null.</summary>
    public long? Number { get; internal init; }

    /// <summary>The constant that it is; missing when it is none.</summary>
    public Value Constant { get; internal init; }

    /// <summary>Whose size it is, when it is an attribute's own; null when it is computed or constant.</summary>
    public SizeOrigin? Origin { get; internal init; }

    /// <summary>Whether nothing bounds it, in whole or in part: its sizes count only what is bounded.</summary>
    public bool IsUnbounded { get; internal init; }

    /// <summary>Whether it may be anything: its parts may too.</summary>
    public bool IsUnknown { get; internal init; }

    /// <summary>The longest text that a number or a time has.</summary>
    internal static long ScalarText => LongestScalar;

    /// <summary>Whether it may be a list or map.</summary>
    internal bool HasParts => Element is not null || Key is not null;

    /// <summary>A text of at most so many UTF-16 units; null: nobody says.</summary>
    public static ValueSize OfText(long? longest, SizeOrigin? origin = null) => new()
    {
        Text = longest ?? 0, IsUnbounded = longest is null, Origin = origin,
    };

    /// <summary>A list of at most so many elements; null: nobody says.</summary>
    public static ValueSize OfList(long? most, ValueSize element, SizeOrigin? origin = null) => new()
    {
        Count = most ?? 0, IsUnbounded = most is null, Element = element, Origin = origin,
    };

    /// <summary>A map of at most so many entries; null: nobody says.</summary>
    public static ValueSize OfMap(long? most, ValueSize key, ValueSize value, SizeOrigin? origin = null) => new()
    {
        Count = most ?? 0, IsUnbounded = most is null, Key = key, Value = value, Origin = origin,
    };

    /// <summary>An object with known members.</summary>
    /// <param name="members">The members.</param>
    /// <param name="others">What other members may be; null: there are none.</param>
    public static ValueSize OfRecord(ImmutableDictionary<string, ValueSize> members, ValueSize? others)
    {
        ArgumentNullException.ThrowIfNull(members);
        long name = 0;
        var value = others;
        foreach (var (key, member) in members)
        {
            name = Math.Max(name, key.Length);
            value = value is null ? member : Join(value, member);
        }

        return new ValueSize
        {
            Count = members.Count, IsUnbounded = others is not null,
            Key = new ValueSize { Text = name, IsUnbounded = others is not null }, Value = value ?? Scalar, Members = members,
        };
    }

    /// <summary>An integer that is at most this.</summary>
    public static ValueSize OfNumber(long greatest) => new() { Number = Math.Max(greatest, 0) };

    /// <summary>A value of which nothing is known.</summary>
    public static ValueSize Unknown(SizeOrigin? origin = null)
    {
        return new ValueSize
        {
            Text = 0, Element = Scalar, Key = Scalar, Value = Scalar,
            IsUnbounded = true, IsUnknown = true, Origin = origin,
        };
    }

    /// <summary>The exact size of a constant.</summary>
    public static ValueSize OfConstant(in Value constant)
    {
        if (constant.AsString is { } text) return new ValueSize { Text = text.Length, Constant = constant };
        if (constant.AsBytes is { } octets) return new ValueSize { Octets = octets.Span.Length, Constant = constant };
        if (constant.IsInt) return new ValueSize { Number = Math.Max(constant.AsInt, 0), Constant = constant };
        if (constant.AsList is { } list)
        {
            var element = Scalar;
            foreach (ref readonly var item in list.Items) element = Join(element, OfConstant(item));
            return new ValueSize { Count = list.Count, Element = element };
        }

        if (constant.AsOptional is { } optional)
        {
            var held = optional.HasValue ? OfConstant(optional.Value) : Scalar;
            return held with { Optionals = held.Optionals + 1, Constant = default };
        }

        if (constant.AsMap is not { } map) return Scalar;
        var (key, value) = (Scalar, Scalar);
        for (var i = 0; i < map.Count; i++)
        {
            key = Join(key, OfConstant(map.EntryAt(i).Key));
            value = Join(value, OfConstant(map.EntryAt(i).Value));
        }

        return new ValueSize { Count = map.Count, Key = key, Value = value };
    }

    /// <summary>The size of a value that may be the one or the other.</summary>
    public static ValueSize Join(ValueSize left, ValueSize right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (ReferenceEquals(left, right)) return left;
        if (left.IsUnknown && right.IsUnknown) return left.Optionals >= right.Optionals ? left : right;
        return new ValueSize
        {
            Text = Math.Max(left.Text, right.Text),
            Octets = Math.Max(left.Octets, right.Octets),
            Count = Math.Max(left.Count, right.Count),
            Element = JoinParts(left, right, static size => size.Element),
            Key = JoinParts(left, right, static size => size.Key),
            Value = JoinParts(left, right, static size => size.Value),
            Members = ReferenceEquals(left.Members, right.Members) ? left.Members : null,
            Optionals = Math.Max(left.Optionals, right.Optionals),
            Number = left.Number is { } one && right.Number is { } other ? Math.Max(one, other) : null,
            Origin = left.Origin == right.Origin ? left.Origin : null,
            IsUnbounded = left.IsUnbounded || right.IsUnbounded,
        };
    }

    private ValueSize? Part(ValueSize? part)
    {
        if (part is null) return null;
        if (part._depth >= MostLevels) part = Unknown();
        _depth = Math.Max(_depth, part._depth + 1);
        return part;
    }

    private static ValueSize? JoinParts(ValueSize left, ValueSize right, Func<ValueSize, ValueSize?> part)
    {
        var (one, other) = (left.IsUnknown ? left : part(left), right.IsUnknown ? right : part(right));
        return one is null ? other : other is null ? one : Join(one, other);
    }
}
