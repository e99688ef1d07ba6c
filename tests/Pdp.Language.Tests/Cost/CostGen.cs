using CsCheck;
using Pdp.Language.Cost;
using Pdp.Language.Values;

namespace Pdp.Language.Tests.Cost;

/// <summary>Random expressions that use what draws on the budget, over attributes whose sizes are bounded.</summary>
internal static class CostGen
{
    private const int ShortText = 40;
    private const int LongText = 3_000;
    private const int FewTexts = 12;
    private const int ManyNumbers = 60;
    private const int Entries = 6;

    /// <summary>The bounds: <c>a</c> and <c>b</c> are texts, <c>xs</c> a list of texts, <c>ys</c> of integers, <c>m</c> a map.</summary>
    public static SceneSizes Sizes { get; } = new()
    {
        ["a"] = ValueSize.OfText(ShortText),
        ["b"] = ValueSize.OfText(LongText),
        ["c"] = ValueSize.OfNumber(30),
        ["xs"] = ValueSize.OfList(FewTexts, ValueSize.OfText(ShortText)),
        ["ys"] = ValueSize.OfList(ManyNumbers, ValueSize.OfNumber(30)),
        ["m"] = ValueSize.OfMap(Entries, ValueSize.OfText(ShortText), ValueSize.OfList(FewTexts, ValueSize.OfText(ShortText))),
    };

    private static readonly Gen<Value> Word = Gen.Select(Gen.OneOf("a", "b", "ab", "é,", "😀", ""), Gen.Int[0, ShortText / 2])
        .Select((part, times) => Value.From(string.Concat(Enumerable.Repeat(part, times))));

    private static readonly Gen<Value> Texts = Word.Array[0, FewTexts].Select(items => Value.From(new CelList(items)));

    /// <summary>Values within the bounds, in the order of <see cref="Names"/>.</summary>
    public static Gen<Value[]> Request { get; } = Gen.Select(
        Word,
        Gen.Select(Gen.OneOf("a", "ab,", "é"), Gen.Int[0, LongText / 3])
            .Select((part, times) => Value.From(string.Concat(Enumerable.Repeat(part, times)))),
        Gen.Int[-1, 30].Select(i => Value.From((long)i)),
        Texts,
        Gen.Int[-1, 30].Array[0, ManyNumbers].Select(items => Value.From(new CelList([.. items.Select(i => Value.From((long)i))]))),
        Gen.Select(Word.Array[0, Entries], Texts.Array[Entries]).Select((keys, values) =>
            Runtime.AccessTests.Map([.. keys.Select(key => key.AsString!).Distinct().Zip(values)])),
        (a, b, c, xs, ys, m) => new[] { a, b, c, xs, ys, m });

    /// <summary>The attributes.</summary>
    public static string[] Names { get; } = ["a", "b", "c", "xs", "ys", "m"];

    private static Gen<string> Pick(params string[] choices) => Gen.OneOf(choices);

    /// <summary>A text.</summary>
    private static Gen<string> Text(int depth, string[] texts)
    {
        var leaf = Pick(["a", "b", "'a'", "''", "'ab'", .. texts]);
        if (depth == 0) return leaf;
        var text = Text(depth - 1, texts);
        return Gen.OneOf(
            leaf,
            Gen.Select(text, text, (l, r) => $"(dyn({l}) + dyn({r}))"),
            Gen.Select(text, Pick("lowerAscii()", "trim()", "reverse()", "replace('a', 'bb')", "substring(0)", "replace('', 'x')"), (l, f) => $"{l}.{f}"),
            Gen.Select(text, text, text, (l, o, n) => $"{l}.replace({o}, {n})"),
            Gen.Select(text, Pick("a+", "b", "(a)(b)", ""), (l, p) => $"regex.replace({l}, '{p}', 'x')"),
            Gen.Select(Texts0(depth - 1, texts), Pick("", "','"), (l, s) => $"{l}.join({s})"),
            Gen.Select(Any(depth - 1, texts), v => $"json.encode({v})"),
            Gen.Select(Any(depth - 1, texts), text, (v, w) => $"'%s and %s, %.2f'.format([{v}, {w}, 1.5])"),
            Gen.Select(Numbers(depth - 1, texts), n => $"string({n}.size())"));
    }

    /// <summary>A list of texts.</summary>
    private static Gen<string> Texts0(int depth, string[] texts)
    {
        var leaf = Pick("xs", "['a', 'b']", "[]", "[a, b]");
        if (depth == 0) return leaf;
        var list = Texts0(depth - 1, texts);
        var name = $"t{texts.Length}";
        return Gen.OneOf(
            leaf,
            Gen.Select(list, list, (l, r) => $"(dyn({l}) + {r})"),
            Gen.Select(Text(depth - 1, texts), Pick("','", "'a'", "''"), (t, s) => $"{t}.split({s})"),
            Gen.Select(Text(depth - 1, texts), t => $"regex.extractAll({t}, 'a+|b')"),
            Gen.Select(list, Text(depth - 1, [.. texts, name]), (l, t) => $"{l}.map({name}, {t})"),
            Gen.Select(list, Condition(depth - 1, [.. texts, name]), (l, p) => $"{l}.filter({name}, {p})"),
            Gen.Select(list, Condition(depth - 1, [.. texts, name]), Text(depth - 1, [.. texts, name]), (l, p, t) => $"{l}.map({name}, {p}, {t})"),
            Gen.Select(list, Pick("distinct()", "reverse()", "sort()", $"sortBy({name}, {name}.size())", $"sortBy({name}, {name})"), (l, f) => $"{l}.{f}"),
            Gen.Select(list, Text(depth - 1, [.. texts, name]), (l, t) => $"dyn({l}.transformMap(i, {name}, {t})).map(k, string(k))"),
            Gen.Select(list, Text(depth - 1, [.. texts, name]), (l, t) => $"{l}.transformMapEntry(i, {name}, {{{name}: {t}, string(i): a}}).map(k, k)"),
            Gen.Select(list, list, (l, r) => $"[{l}, {r}].flatten()"),
            Gen.Const("m.map(k, k)"),
            Gen.Const("[m.transformList(k, v, v)].flatten(3)"));
    }

    /// <summary>A list of numbers.</summary>
    private static Gen<string> Numbers(int depth, string[] texts) => depth == 0
        ? Pick("ys", "[1, 2, 3]", "lists.range(5)")
        : Gen.OneOf(
            Pick("ys", "lists.range(c)", "lists.range(size(xs))", "lists.range(size(a) + 1)"),
            Gen.Select(Texts0(depth - 1, texts), l => $"{l}.map(s, size(s))"),
            Gen.Select(Numbers(depth - 1, texts), l => $"{l}.sort()"));

    private static Gen<string> Any(int depth, string[] texts) =>
        Gen.OneOf(Text(depth, texts), Texts0(depth, texts), Numbers(depth, texts), Pick("m", "{'a': b}", "[[a], xs]", "c"));

    /// <summary>A condition.</summary>
    public static Gen<string> Condition(int depth, string[] texts)
    {
        var text = Text(depth, texts);
        var plain = new List<Gen<string>>
        {
            Gen.Select(text, text, Pick("==", "!=", "<", ">="), (l, r, o) => $"{l} {o} {r}"),
            Gen.Select(Any(depth, texts), Any(depth, texts), (l, r) => $"dyn({l}) == dyn({r})"),
            Gen.Select(text, Texts0(depth, texts), (l, r) => $"{l} in {r}"),
            Gen.Select(text, l => $"{l} in m"),
            Gen.Select(text, l => $"m[?{l}].hasValue()"),
            Gen.Select(text, l => $"size(m[{l}]) > 1"),
            Gen.Select(text, text, Pick("contains", "startsWith", "endsWith"), (l, r, f) => $"{l}.{f}({r})"),
            Gen.Select(text, text, (l, r) => $"{l}.indexOf({r}) > 0"),
            Gen.Select(text, Pick("a+b", "^[ab]*$", "(a|b|é)+", "x"), (l, p) => $"{l}.matches('{p}')"),
            Gen.Select(text, l => $"{l}.matches(a)"),
            Gen.Select(Numbers(depth, texts), l => $"{l}.sum() > 5"),
            Gen.Select(Texts0(depth, texts), Texts0(depth, texts), Pick("contains", "intersects", "equivalent"), (l, r, f) => $"sets.{f}({l}, {r})"),
            Gen.Select(Texts0(depth, texts), text, (l, r) => $"{l}.indexOf({r}) >= 0"),
        };
        if (depth > 0)
        {
            var name = $"t{texts.Length}";
            var inner = Condition(depth - 1, [.. texts, name]);
            plain.Add(Gen.Select(Texts0(depth - 1, texts), Pick("exists", "all", "exists_one"), inner, (l, q, p) => $"{l}.{q}({name}, {p})"));
            plain.Add(Gen.Select(Numbers(depth - 1, texts), Pick("exists", "all"), Condition(depth - 1, texts), (l, q, p) => $"{l}.{q}(n, n > 3 || {p})"));
            plain.Add(Gen.Select(text, inner, (t, p) => $"cel.bind({name}, {t}, {p})"));
            plain.Add(Gen.Select(Condition(depth - 1, texts), Condition(depth - 1, texts), (l, r) => $"({l}) && !({r})"));
            plain.Add(Gen.Select(Condition(depth - 1, texts), inner, (l, r) => $"({l}) ? optional.of(a).optMap({name}, {r}).orValue(false) : m.exists({name}, vs, {r})"));
        }

        return Gen.OneOf([.. plain]);
    }
}
