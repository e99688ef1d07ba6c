using Pdp.Language.Values;
using Pdp.TestKit;

namespace Pdp.Fuzz.Targets;

/// <summary>Requests out of letters: each attribute takes the value of its letter, the last letters are absent attributes.</summary>
internal static class Requests
{
    private static readonly Value[] Pool = [.. Scalars(), .. Containers()];

    /// <summary>The slots of a request. What <c>resource.type</c> holds is a string always, as the engine sees to it.</summary>
    public static Value[] Slots(ReadOnlySpan<char> letters)
    {
        var slots = new Value[PolicyScene.Attributes.Length];
        for (var i = 0; i < Math.Min(slots.Length, letters.Length); i++) slots[i] = Pool[letters[i] % Pool.Length];
        ref var type = ref slots[PolicyScene.Slot("resource.type")];
        if (!type.IsString) type = Value.From("document");
        return slots;
    }

    private static IEnumerable<Value> Scalars()
    {
        yield return default;
        yield return Value.Fail("it does not fit its schema");
        yield return Value.Null;
        yield return Value.True;
        yield return Value.False;
        foreach (var number in new[] { 0L, 1, 3, 5, -1, 9_007_199_254_740_993, long.MaxValue, long.MinValue }) yield return Value.From(number);
        foreach (var number in (ulong[])[0, 5, ulong.MaxValue]) yield return Value.FromUint(number);
        foreach (var number in new[] { 0.0, -0.0, 2.5, 5.0, 9_007_199_254_740_992.0, 9_223_372_036_854_775_808.0, double.NaN, double.PositiveInfinity, double.Epsilon })
            yield return Value.From(number);
        foreach (var text in Texts) yield return Value.From(text);
        yield return Value.From(new Timestamp(1_704_067_200, 0));
        yield return Value.From(new Timestamp(Timestamp.MinSeconds, 0));
        yield return Value.From(new Timestamp(1_704_067_199, 999_999_999));
        yield return Value.FromDuration(3_600_000_000_000);
        yield return Value.FromDuration(long.MinValue + 1);
        yield return Value.From(new CelBytes([97]));
        yield return Value.From(new CelBytes([0xff, 0xfe]));
    }

    private static string[] Texts =>
    [
        "", "a", "b", "admin", "ad", "\u00e9", "e\u0301", "\ue000", "\uffff", "\U0001F600", "document", "k", "10.0.0.1", "10.0.0.0/8", "::1", "1h",
        "2026-01-01T00:00:00Z", "%s", "a,b,c", "^(a|b)*$", "(", new string('a', 5_000), string.Concat(Enumerable.Repeat("ab\U0001F600", 2_000)),
    ];

    private static IEnumerable<Value> Containers()
    {
        yield return Value.From(CelList.Empty);
        yield return PolicyScene.List("a", "b", "admin");
        yield return Value.From(new CelList([Value.From(1L), Value.From(2L), Value.From(3L)]));
        yield return Value.From(new CelList([Value.From(1L), Value.From("a"), Value.Null, Value.From(2.5)]));
        yield return Value.From(new CelList([.. Enumerable.Range(0, 3_000).Select(i => Value.From((long)i))]));
        yield return Value.From(new CelList([.. Enumerable.Range(0, 1_000).Select(i => Value.From("text" + (char)('a' + i % 26)))]));
        yield return Nested(40);
        yield return Value.From(StringMap.Empty);
        yield return Map(("k", Value.From("v")));
        yield return Map(("k", Map(("l", Value.From(5L)))));
        yield return Map(("city", Value.From("a")), ("geo", Map(("zip", Value.From(3L)), ("ok", Value.True))));
        yield return Map(("k", PolicyScene.List("a", "b")), ("a", Value.From(1L)));
        yield return Map([.. Enumerable.Range(0, 1_000).Select(i => ($"k{i}", Value.From((long)i)))]);
    }

    private static Value Map(params (string Key, Value Value)[] entries) =>
        Value.From(new StringMap([.. entries.Select(entry => new KeyValuePair<string, Value>(entry.Key, entry.Value))]));

    private static Value Nested(int depth) => depth == 0 ? Value.From(1L) : Value.From(new CelList([Nested(depth - 1)]));
}
