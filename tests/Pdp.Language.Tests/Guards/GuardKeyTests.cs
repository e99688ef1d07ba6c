using CsCheck;
using Pdp.Language.Guards;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;

namespace Pdp.Language.Tests.Guards;

public sealed class GuardKeyTests
{
    [Fact]
    public void Two_values_have_equal_keys_exactly_when_they_are_equal() =>
        Gen.Select(ConditionGen.AnyValue(1), ConditionGen.AnyValue(1)).Sample(
            (left, right) =>
            {
                if (!GuardKey.TryFrom(left, out var a) || !GuardKey.TryFrom(right, out var b)) return true;
                var areEqual = ValueEquality.AreEqual(left, right);
                return a.Equals(b) == areEqual && (!areEqual || (a.GetHashCode() == b.GetHashCode() && a.Value.Kind == b.Value.Kind));
            },
            iter: 50_000);

    [Fact]
    public void Only_scalars_but_NaN_have_keys() =>
        ConditionGen.AnyValue(2).Sample(
            value => GuardKey.TryFrom(value, out _)
                == (ValueEquality.AreEqual(value, value) && value.Kind is not (ValueKind.List or ValueKind.Map or ValueKind.Bytes)),
            iter: 5_000);

    [Theory]
    [InlineData("3 3u 3.0")]
    [InlineData("0 0u 0.0 -0.0")]
    [InlineData("9007199254740992 9007199254740992.0")]
    [InlineData("9223372036854775808u 9223372036854775808.0")]
    [InlineData("-9223372036854775808 -9223372036854775808.0")]
    public void One_number_of_several_types_has_one_key(string numbers) =>
        Assert.Single(numbers.Split(' ').Select(Key).Distinct());

    [Theory]
    [InlineData("9007199254740993 9007199254740992.0")]
    [InlineData("9223372036854775807 9223372036854775808.0")]
    [InlineData("18446744073709551615u 18446744073709551616.0")]
    [InlineData("1 true")]
    [InlineData("1 '1'")]
    [InlineData("null 0")]
    [InlineData("'\\u00e9' 'e\\u0301'")]
    [InlineData("'a' 'A'")]
    [InlineData("timestamp('1970-01-01T00:00:01Z') duration('1s')")]
    public void Different_values_have_different_keys(string values) =>
        Assert.Equal(2, values.Split(' ').Select(Key).Distinct().Count());

    [Fact]
    public void Many_keys_are_found_as_few_are()
    {
        var few = GuardKeySet.Of([.. Enumerable.Range(0, 5).Select(i => Key($"{i}.0"))]);
        var many = GuardKeySet.Of([.. Enumerable.Range(0, 50).Select(i => Key($"{i}u"))]);
        foreach (var set in new[] { few, many })
        {
            Assert.True(set.Contains(Value.From(4L)) && set.Contains(Value.From(4.0)) && set.Contains(Value.FromUint(4)) && set.Contains(Value.From(-0.0)));
            Assert.False(set.Contains(Value.From(50L)) || set.Contains(Value.From("4")) || set.Contains(Value.From(double.NaN)) || set.Contains(Value.From(CelList.Empty)));
        }
    }

    private static GuardKey Key(string literal)
    {
        var program = PolicyScene.Instance.Compile(PolicyScene.Check(literal, null)!);
        Assert.True(GuardKey.TryFrom(program.Root.Evaluate(PolicyScene.Instance.NewFrame(program)), out var key));
        return key;
    }
}
