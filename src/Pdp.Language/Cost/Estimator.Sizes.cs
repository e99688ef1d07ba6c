using System.Diagnostics.CodeAnalysis;
using Pdp.Language.Functions;
using Pdp.Language.Values;

namespace Pdp.Language.Cost;

/// <content>Sizes: how they are read, joined and what comparing and writing values of them draws.</content>
internal sealed partial class Estimator
{
    private bool _hasUnbounded;

    /// <summary>When set, gets every bound of an attribute that the figure depends on, and what it is.</summary>
    public Dictionary<SizeBound, long>? Bounds { get; init; }

    /// <summary>Bounds that are tried out where those that hold are wider.</summary>
    public IReadOnlySet<SizeBound>? Tried { get; init; }

    /// <summary>The value of every bound in <see cref="Tried"/>.</summary>
    public long TriedValue { get; init; }

    /// <summary>Most elements or entries.</summary>
    public long Count(ValueSize size) => size.HasParts ? Size(size, size.Count, isCount: true) : 0;

    /// <summary>Most UTF-16 units; 0 when it is no text.</summary>
    public long Text(ValueSize size) => size.Text < 0 ? 0 : Size(size, size.Text, isCount: false);

    /// <summary>Most octets; 0 when it is no bytes.</summary>
    public static long Octets(ValueSize size) => Math.Max(size.Octets, 0);

    /// <summary>A text or bytes: most units of it.</summary>
    public long Length(ValueSize size) => Math.Max(Text(size), Octets(size));

    /// <summary>The greatest integer that it may be.</summary>
    public long Number(ValueSize size)
    {
        if (size.Number is { } number) return number;
        _hasUnbounded = true;
        return 0;
    }

    /// <summary>The elements of a list; null when it is none.</summary>
    public static ValueSize? ElementOf(ValueSize size) => size.IsUnknown ? Part(size, "[]") : size.Element;

    /// <summary>The keys of a map; null when it is none.</summary>
    public static ValueSize? KeyOf(ValueSize size) =>
        size.IsUnknown ? ValueSize.OfText(null) : size.Key;

    /// <summary>The values of a map; null when it is none.</summary>
    public static ValueSize? ValueOf(ValueSize size) => size.IsUnknown ? Part(size, "[]") : size.Value;

    /// <summary>The variable of a loop with one: elements, or keys.</summary>
    public ValueSize ItemOf(ValueSize size) => Join(ElementOf(size), KeyOf(size)) ?? ValueSize.Scalar;

    /// <summary>A member by its name.</summary>
    public static ValueSize MemberOf(ValueSize size, string name)
    {
        if (size.IsUnknown) return Part(size, $".{name}");
        return size.Members is { } members && members.TryGetValue(name, out var member) ? member : size.Value ?? ValueSize.Scalar;
    }

    /// <summary>An optional of it.</summary>
    public static ValueSize Wrapped(ValueSize size, bool isWrapped = true) =>
        isWrapped ? size with { Optionals = size.Optionals + 1 } : size;

    /// <summary>What an optional holds.</summary>
    public static ValueSize Unwrapped(ValueSize size) =>
        size.Optionals == 0 ? size : size with { Optionals = size.Optionals - 1 };

    /// <summary>See <see cref="ValueSize.Join"/>; what is tried out holds for either part.</summary>
    [return: NotNullIfNotNull(nameof(left)), NotNullIfNotNull(nameof(right))]
    public ValueSize? Join(ValueSize? left, ValueSize? right)
    {
        if (left is null || right is null) return left ?? right;
        if (ReferenceEquals(left, right)) return left;
        return left.Origin == right.Origin ? ValueSize.Join(left, right) : ValueSize.Join(Settled(left), Settled(right));
    }

    /// <summary>What hashing it draws.</summary>
    public long Hashing(ValueSize size) => Work.HashUnits(Length(size));

    /// <summary>
    /// What comparing two values draws at worst. Of two values of which nothing is known, it is assumed that they have no
    /// parts.
    /// </summary>
    public long Equality(ValueSize left, ValueSize right)
    {
        if (left.IsUnknown && right.IsUnknown)
        {
            _hasUnbounded = true;
            return 1;
        }

        long units = 0;
        if (left.Text >= 0 && right.Text >= 0) units = Work.CompareUnits(Math.Min(Text(left), Text(right)));
        if (left.Octets >= 0 && right.Octets >= 0) units = Math.Max(units, Math.Min(left.Octets, right.Octets) / 64);
        if (ElementOf(left) is { } one && ElementOf(right) is { } other)
        {
            units = Math.Max(units, Saturating.Multiply(Math.Min(Count(left), Count(right)), 1 + Equality(one, other)));
        }

        if (KeyOf(left) is { } key && KeyOf(right) is not null && ValueOf(left) is { } value && ValueOf(right) is { } otherValue)
        {
            units = Math.Max(units, Saturating.Multiply(
                Math.Min(Count(left), Count(right)), 1 + Hashing(key) + Equality(value, otherValue)));
        }

        return Saturating.Add(units, Math.Min(left.Optionals, right.Optionals));
    }

    /// <summary>What a value draws when it goes into an obligation.</summary>
    public long Writing(ValueSize size, int depth) => Walk(
        size, depth, 1 + Length(size) / 16, key => Length(key) / 16, _ => 0, Writing);

    /// <summary>What writing a value as JSON draws.</summary>
    public long JsonUnits(ValueSize size, int depth) => Walk(
        size, depth, 1 + Work.TextUnits(PlainLength(size)), key => Work.TextUnits(PlainLength(key)), _ => 0, JsonUnits);

    /// <summary>What <c>%s</c> draws.</summary>
    public long FormatUnits(ValueSize size, int depth) => Walk(
        size, depth, 1 + Work.TextUnits(PlainLength(size)), key => Work.TextUnits(PlainLength(key)), Work.SortUnits, FormatUnits);

    /// <summary>How long a value is as JSON or as <c>%s</c> writes it, every character as long as an escape.</summary>
    public long WrittenLength(ValueSize size, int depth)
    {
        const int Escape = 6;
        const int Separators = 6;
        return Walk(
            size, depth, Separators + PlainLength(size) * Escape,
            key => Separators + PlainLength(key) * Escape, _ => 0, WrittenLength);
    }

    /// <summary>How long a text, bytes or a scalar is.</summary>
    public long PlainLength(ValueSize size) => Math.Max(ValueSize.ScalarText, Length(size));

    private long Walk(
        ValueSize size, int depth, long own, Func<ValueSize, long> ofKey, Func<long, long> ofMap,
        Func<ValueSize, int, long> inner)
    {
        // of what is unknown, one level is assumed
        if (size.IsUnknown && depth > 0 || !size.HasParts) return own;
        var count = Count(size);
        long parts = 0;
        if (ElementOf(size) is { } element) parts = Saturating.Multiply(count, inner(element, depth + 1));
        if (KeyOf(size) is { } key && ValueOf(size) is { } value)
        {
            var entries = Saturating.Multiply(count, Saturating.Add(ofKey(key), inner(value, depth + 1)));
            parts = Math.Max(parts, Saturating.Add(ofMap(count), entries));
        }

        return Saturating.Add(own, parts);
    }

    private long Size(ValueSize size, long held, bool isCount)
    {
        if (size.IsUnbounded) _hasUnbounded = true;
        if (size.IsUnbounded || size.Origin is not { } origin || (Bounds is null && Tried is null)) return held;
        var bound = new SizeBound(origin, isCount);
        var unit = isCount ? 1 : SizeBound.UnitsPerCharacter;
        Bounds?[bound] = Math.Max(Bounds.GetValueOrDefault(bound), held / unit);
        return Tried?.Contains(bound) == true ? Math.Min(held, TriedValue * unit) : held;
    }

    private ValueSize Settled(ValueSize size) => size.Origin is null || Tried is null
        ? size
        : size with { Text = size.Text < 0 ? -1 : Text(size), Count = Count(size), Origin = null };

    /// <summary>What is longer than values may become is an error, so that this is the bound of what is computed.</summary>
    public static long Bounded(long length) => Math.Min(length, ValueLimits.MaxLength);

    private static ValueSize Part(ValueSize size, string step) => ValueSize.Unknown(size.Origin?.Child(step));
}
