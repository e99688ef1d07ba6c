using CsCheck;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Functions;

public sealed class StringTests
{
    private static readonly Gen<string> _texts =
        Gen.OneOf("a", "b", "é", "😀", "𐐷", "\uE000", "\uFFFD", "ab").Array[0, 8].Select(string.Concat);

    [Theory]
    [InlineData("'tacocat'.charAt(7)", "''")]
    [InlineData("'tacocat'.charAt(8)", null)]
    [InlineData("'tacocat'.charAt(-1)", null)]
    [InlineData("'a😀b'.charAt(1)", "'😀'")]
    [InlineData("'a😀b'.charAt(3)", "''")]
    [InlineData("'a😀b'.charAt(4)", null)]
    [InlineData("'tacocat'.indexOf('')", "0")]
    [InlineData("'tacocat'.indexOf('', 3)", "3")]
    [InlineData("'tacocat'.indexOf('', 7)", "7")]
    [InlineData("'tacocat'.indexOf('', 8)", null)]
    [InlineData("'tacocat'.indexOf('a', 30)", null)]
    [InlineData("'tacocat'.indexOf('a', -1)", null)]
    [InlineData("'ta©o©αT'.indexOf('©', 3)", "4")]
    [InlineData("'😀😀b'.indexOf('b')", "2")]
    [InlineData("'tacocat'.lastIndexOf('')", "7")]
    [InlineData("'tacocat'.lastIndexOf('', 3)", "3")]
    [InlineData("'bananananana'.lastIndexOf('nana', 7)", "6")]
    [InlineData("'bananananana'.lastIndexOf('nana', 12)", "8")]
    [InlineData("'tacocat'.lastIndexOf('a', 30)", null)]
    [InlineData("'tacocat'.lastIndexOf('a', -1)", null)]
    [InlineData("''.lastIndexOf('@@')", "-1")]
    [InlineData("'TacoCÆt'.lowerAscii()", "'tacocÆt'")]
    [InlineData("'tacoCαt@[`{'.upperAscii()", "'TACOCαT@[`{'")]
    [InlineData("'aaa'.replace('a', 'b', 2)", "'bba'")]
    [InlineData("'aaa'.replace('a', 'b', 0)", "'aaa'")]
    [InlineData("'aaa'.replace('a', 'b', -1)", "'bbb'")]
    [InlineData("'a😀'.replace('', '-')", "'-a-😀-'")]
    [InlineData("'a😀'.replace('', '-', 2)", "'-a-😀'")]
    [InlineData("''.replace('', '-')", "'-'")]
    [InlineData("'a,b,c'.split(',')", "['a', 'b', 'c']")]
    [InlineData("'a,b,c'.split(',', 2)", "['a', 'b,c']")]
    [InlineData("'a,b,c'.split(',', 0)", "[]")]
    [InlineData("'a,b,c'.split(',', 1)", "['a,b,c']")]
    [InlineData("'a,b,c'.split(',', -1)", "['a', 'b', 'c']")]
    [InlineData("''.split(',')", "['']")]
    [InlineData("',a,'.split(',')", "['', 'a', '']")]
    [InlineData("'a😀b'.split('')", "['a', '😀', 'b']")]
    [InlineData("'a😀b'.split('', 2)", "['a', '😀b']")]
    [InlineData("''.split('')", "[]")]
    [InlineData("'tacocat'.substring(7)", "''")]
    [InlineData("'tacocat'.substring(8)", null)]
    [InlineData("'tacocat'.substring(-1)", null)]
    [InlineData("'tacocat'.substring(4, 3)", null)]
    [InlineData("'tacocat'.substring(1, 50)", null)]
    [InlineData("'a😀b'.substring(1, 2)", "'😀'")]
    [InlineData("' \\t\\u0085\\u00a0\\u1680\\u2000\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000x '.trim()", "'x'")]
    [InlineData("'\\u180e\\u200bx\\u2060\\ufeff'.trim()", "'\\u180e\\u200bx\\u2060\\ufeff'")]
    [InlineData("'a😀b'.reverse()", "'b😀a'")]
    [InlineData("[].join()", "''")]
    [InlineData("['x', 'y', 'z'].join('-')", "'x-y-z'")]
    [InlineData("[dyn('x'), dyn(1)].join()", null)]
    [InlineData("strings.quote('a\\a\\b\\f\\n\\r\\t\\v\\\\\\\"é')", "'\"a\\\\a\\\\b\\\\f\\\\n\\\\r\\\\t\\\\v\\\\\\\\\\\\\\\"é\"'")]
    [InlineData("size('πέντε😀')", "6")]
    [InlineData("'Am\\u00E9lie' == 'Ame\\u0301lie'", "false")]
    [InlineData("'\\uFFFD' < '😀'", "true")]
    [InlineData("'\\uE000' > '😀'", "false")]
    public void Counts_code_points(string text, string? expected) => Cel.AssertEqual(text, expected);

    [Fact]
    public void Strings_are_cut_ordered_and_searched_by_code_point() =>
        Gen.Select(_texts, _texts, Gen.Int[0, 17]).Sample((text, other, position) =>
        {
            var runes = text.EnumerateRunes().ToArray();
            var others = other.EnumerateRunes().ToArray();
            Assert.Equal(runes.Length, CodePoints.Count(text));
            var offset = position > runes.Length ? -1 : runes.Take(position).Sum(rune => rune.Utf16SequenceLength);
            Assert.Equal(offset, CodePoints.OffsetOf(text, position));
            Assert.Equal(Math.Sign(CompareRunes(runes, others)), Math.Sign(CodePoints.Compare(text, other)));
            Assert.Equal(IndexOf(runes, others), Run.Call("string_index_of_string", Value.From(text), Value.From(other)).AsInt);
            var reversed = string.Concat(runes.Reverse().Select(rune => rune.ToString()));
            Assert.Equal(reversed, Run.Call("string_reverse", Value.From(text)).AsString);
        });

    [Fact]
    public void What_was_split_joins_to_the_same() => Gen.Select(_texts, _texts).Sample((text, separator) =>
    {
        var parts = Run.Call("string_split_string", Value.From(text), Value.From(separator));
        return Run.Call("list_join_string", parts, Value.From(separator)).AsString == text;
    });

    [Theory]
    [InlineData("string_replace_string_string")]
    [InlineData("list_join_string")]
    [InlineData("string_format")]
    public void No_string_grows_beyond_the_limit(string id)
    {
        var large = Value.From(new string('a', 900_000));
        var frame = Run.NewFrame(long.MaxValue);
        var result = id switch
        {
            "list_join_string" => Run.Call(frame, id, Run.List(large, large), Value.From("")),
            "string_format" => Run.Call(frame, id, Value.From("%s%s"), Run.List(large, large)),
            _ => Run.Call(frame, id, large, Value.From("a"), Value.From("bb")),
        };
        Assert.Equal("limit reached: the string would be longer than 1000000 characters", result.AsError?.Message);
        Assert.True(Arithmetic.Add(large, large).IsError);
    }

    private static int CompareRunes(System.Text.Rune[] left, System.Text.Rune[] right)
    {
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
            if (left[i] != right[i]) return left[i].Value.CompareTo(right[i].Value);
        return left.Length.CompareTo(right.Length);
    }

    private static long IndexOf(System.Text.Rune[] runes, System.Text.Rune[] part)
    {
        for (var i = 0; i + part.Length <= runes.Length; i++)
            if (runes.AsSpan(i, part.Length).SequenceEqual(part)) return i;
        return -1;
    }
}
