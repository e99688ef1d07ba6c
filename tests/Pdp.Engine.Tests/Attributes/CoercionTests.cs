using Pdp.Engine.Decisions;
using Pdp.Engine.Sources;
using Pdp.Engine.Tests.Support;
using Pdp.Language.Types;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;
using static Pdp.Engine.Tests.Support.Schemas;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Attributes;

public class CoercionTests
{
    private static readonly Dictionary<string, CelType> Types = new()
    {
        ["int"] = CelType.Int,
        ["double"] = CelType.Double,
        ["string"] = CelType.String,
        ["bool"] = CelType.Bool,
        ["timestamp"] = CelType.Timestamp,
        ["duration"] = CelType.Duration,
        ["list"] = CelType.ListOf(CelType.Int),
        ["record"] = new RecordType("subject.a", [new("n", CelType.Int, true, []), new("t", CelType.Timestamp, false, [])], isOpen: false),
    };

    public static TheoryData<string, string, string> Fitting => new()
    {
        { "int", "5", "subject.a == 5 && type(subject.a) == int" },
        { "int", "5.0", "subject.a == 5 && type(subject.a) == int" },
        { "int", "-9007199254740992.0", "subject.a == -9007199254740992" },
        { "int", "'9007199254740993'", "subject.a == 9007199254740993" },
        { "int", "'-5'", "subject.a == -5" },
        { "double", "5", "subject.a == 5.0 && type(subject.a) == double" },
        { "double", "5.5", "subject.a == 5.5" },
        { "string", "'x'", "subject.a == 'x'" },
        { "bool", "true", "subject.a" },
        { "timestamp", "'2026-01-01T12:00:00Z'", "subject.a == timestamp('2026-01-01T12:00:00Z') && subject.a <= now" },
        { "duration", "'1h30m'", "subject.a == duration('90m')" },
        { "list", "[1, 2.0, '3']", "subject.a == [1, 2, 3] && type(subject.a[2]) == int" },
        { "record", "{'n': 1.0, 't': '2026-01-01T00:00:00Z'}", "subject.a.n == 1 && subject.a.t < now" },
        { "record", "{'n': '7'}", "subject.a.n == 7 && !has(subject.a.t)" },
    };

    public static TheoryData<string, string, string, string> Unfit => new()
    {
        { "int", "'x'", "expected int, got string", "processing-error" },
        { "int", "5.5", "expected int, got a number that is not integral or too large", "processing-error" },
        { "int", "1e18", "expected int, got a number that is not integral or too large", "processing-error" },
        { "int", "'99999999999999999999'", "expected int, got a number that is too large", "syntax-error" },
        { "int", "' 5'", "expected int, got string", "processing-error" },
        { "int", "true", "expected int, got bool", "processing-error" },
        { "int", "null", "expected int, got null", "processing-error" },
        { "double", "'5'", "expected double, got string", "processing-error" },
        { "string", "5", "expected string, got int", "processing-error" },
        { "bool", "'true'", "expected bool, got string", "processing-error" },
        { "timestamp", "'yesterday'", "", "syntax-error" },
        { "timestamp", "5", "expected timestamp, got int", "processing-error" },
        { "duration", "'soon'", "", "syntax-error" },
        { "list", "5", "expected list, got int", "processing-error" },
        { "list", "[1, 'x']", "expected int, got string", "processing-error" },
        { "record", "'x'", "expected object, got string", "processing-error" },
        { "record", "{'n': 'x'}", "expected int, got string", "processing-error" },
        { "record", "{}", "the schema requires it, and it is absent", "processing-error" },
        { "record", "{'n': 1, 'm': 2}", "the schema has no such member", "processing-error" },
    };

    [Theory]
    [MemberData(nameof(Fitting))]
    public void A_value_that_fits_gets_the_type_of_the_schema(string type, string value, string condition)
    {
        var decision = Decide(Attribute("a", Types[type]), value, condition);
        Assert.Equal((Outcome.Permit, 0, 0), (decision.Outcome, decision.Errors.Count, decision.Misfits.Count));
    }

    [Theory]
    [MemberData(nameof(Unfit))]
    public void A_value_that_does_not_fit_is_an_error_when_read_and_a_misfit(string type, string value, string problem, string status)
    {
        var decision = Decide(Attribute("a", Types[type]), value, "[subject.a] == []");
        Assert.Equal((Outcome.Indeterminate, status), (decision.Outcome, decision.Status));
        Assert.StartsWith("attribute `subject.a", decision.Errors[0].Message, StringComparison.Ordinal);
        Assert.Contains($"is invalid: {problem}", decision.Errors[0].Message, StringComparison.Ordinal);
        Assert.Equal([decision.Errors[0].Message], decision.Misfits);
    }

    [Fact]
    public void The_place_within_an_attribute_is_named()
    {
        Assert.Equal("attribute `subject.a[1]` is invalid: expected int, got string", Decide(Attribute("a", Types["list"]), "[1, 'x']", "subject.a == []").Errors[0].Message);
        Assert.Equal("attribute `subject.a.n` is invalid: expected int, got bool", Decide(Attribute("a", Types["record"]), "{'n': true}", "subject.a.n == 1").Errors[0].Message);
    }

    [Fact]
    public void An_invalid_value_that_nobody_reads_changes_nothing()
    {
        var decision = Decide(Attribute("a", CelType.Int), "'x'", "true");
        Assert.Equal((Outcome.Permit, 0, 1), (decision.Outcome, decision.Errors.Count, decision.Misfits.Count));
    }

    [Fact]
    public void An_invalid_value_is_present_but_never_false()
    {
        Assert.Equal(Outcome.Indeterminate, Decide(Attribute("a", CelType.Int), "'x'", "!(subject.a > 3)").Outcome);
        Assert.NotEqual(Outcome.NotApplicable, Decide(Attribute("a", CelType.Int), "'x'", "has(subject.a)").Outcome);
    }

    [Fact]
    public void Null_fits_only_where_the_schema_says_so()
    {
        Assert.Equal(Outcome.Permit, Decide(Attribute("a", CelType.Int) with { IsNullable = true }, "null", "subject.a == null").Outcome);
        Assert.Equal(Outcome.Permit, Decide(Attribute("a", CelType.Int) with { IsNullable = true }, "4", "subject.a > 3").Outcome);
    }

    [Theory]
    [InlineData("'abc'", true)]
    [InlineData("'ab'", false)]
    [InlineData("'abcde'", false)]
    [InlineData("'ab1'", false)]
    [InlineData("'abc\\n'", false)]
    [InlineData("'äö😀'", false)]
    public void Strings_are_held_to_length_and_pattern(string value, bool fits) =>
        AssertFits(fits, Attribute("a", CelType.String) with { Bounds = new ValueBounds { MinLength = 3, MaxLength = 4, Pattern = "^[a-z]+$" } }, value);

    [Theory]
    [InlineData("42", true)]
    [InlineData("\u0664\u0662", false)]
    public void Patterns_are_of_the_language_of_matches(string text, bool fits) =>
        AssertFits(fits, Attribute("a", CelType.String) with { Bounds = new ValueBounds { Pattern = "^\\d+$" } }, $"'{text}'");

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(10_000, false)]
    public void A_string_is_not_held_against_a_pattern_that_would_take_too_long(int length, bool fits) =>
        AssertFits(
            fits, Attribute("a", CelType.String) with { Bounds = new ValueBounds { Pattern = "^(a|b)*a(?:a|b){500}" } }, $"'{new string('a', length)}'");

    [Theory]
    [InlineData("'äö😀'", true)]
    [InlineData("'😀😀😀😀'", true)]
    [InlineData("'😀😀😀😀😀'", false)]
    [InlineData("'😀😀'", false)]
    public void Length_counts_code_points(string value, bool fits) =>
        AssertFits(fits, Attribute("a", CelType.String) with { Bounds = new ValueBounds { MinLength = 3, MaxLength = 4 } }, value);

    [Theory]
    [InlineData("0", false)]
    [InlineData("1", true)]
    [InlineData("10", true)]
    [InlineData("11", false)]
    public void Numbers_are_held_to_their_bounds(string value, bool fits)
    {
        var bounds = new ValueBounds { Minimum = 1, Maximum = 10 };
        AssertFits(fits, Attribute("a", CelType.Int) with { Bounds = bounds }, value);
        AssertFits(fits, Attribute("a", CelType.Double) with { Bounds = bounds }, value);
    }

    [Theory]
    [InlineData("['a']", true)]
    [InlineData("[]", false)]
    [InlineData("['a', 'b', 'a']", false)]
    [InlineData("['c']", false)]
    public void Lists_are_held_to_their_size_and_their_elements_to_the_schemas_values(string value, bool fits) =>
        AssertFits(
            fits,
            Attribute("a", CelType.ListOf(CelType.String)) with
            {
                Bounds = new ValueBounds { MinItems = 1, MaxItems = 2, Items = new ValueBounds { EnumValues = ["a", "b"] } },
            },
            value);

    [Fact]
    public void A_string_outside_the_schemas_values_is_invalid()
    {
        var attribute = new AttributeSchema(new RecordMember("a", CelType.String, false, ["low", "high"]), AttributeSource.Request, default, At("a"));
        AssertFits(true, attribute, "'low'");
        AssertFits(false, attribute, "'medium'");
    }

    [Fact]
    public void Members_of_nested_objects_are_held_to_their_bounds()
    {
        var attribute = Attribute("a", Types["record"]) with
        {
            Bounds = new ValueBounds { Members = new ValueBounds().Members.Add("n", new ValueBounds { Maximum = 3 }) },
        };
        AssertFits(true, attribute, "{'n': 3}");
        AssertFits(false, attribute, "{'n': 4}");
    }

    private static void AssertFits(bool fits, AttributeSchema attribute, string value)
    {
        var decision = Decide(attribute, value, "[subject.a] == [] || true");
        Assert.Equal(fits ? 0 : 1, decision.Misfits.Count);
        Assert.Equal(fits ? Outcome.NotApplicable : Outcome.Indeterminate, Decide(attribute, value, "[subject.a] == []").Outcome);
    }

    private static Decision Decide(AttributeSchema attribute, string value, string condition)
    {
        var set = Compiled.Set(Set(Policy("p", Permit("r", condition))) with { Schema = new SchemaSource { Subjects = [Kind("user", attribute)] } });
        return set.Answer(Ask.Any.WithSubject(("a", ValueOf(value))));
    }

    // the value of a CEL text, by way of an obligation
    private static Value ValueOf(string text)
    {
        var decision = Compiled.Set(Policy("p", Permit("r") with { Obligations = [Notice("o", ("x", text))] })).Answer();
        return decision.Obligations[0].Properties.TryGet("x", out var value) ? value : throw new InvalidOperationException(text);
    }
}
