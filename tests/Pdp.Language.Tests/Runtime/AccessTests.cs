using Pdp.Language.Runtime;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Runtime;

public sealed class AccessTests
{
    private static readonly Value Address = Map(("city", Value.From("Bern")), ("zip", Value.Null));

    /// <summary>What an attribute may be, with the outcome of a presence test and of two ways to read below it.</summary>
    public static TheoryData<string, string, string, string, string> Attributes() => new()
    {
        // attribute, has(attribute), has(attribute.city), attribute.city, attribute.?city
        { "missing", "false", Missing, Missing, Missing },
        { "invalid", Invalid, Invalid, Invalid, Invalid },
        { "null", "true", "error: expected map, got null", "error: expected map, got null", "error: expected map, got null" },
        { "string", "true", "error: expected map, got string", "error: expected map, got string", "error: expected map, got string" },
        { "list", "true", "error: expected map, got list", "error: expected map, got list", "error: expected map, got list" },
        { "empty", "true", "false", "error: attribute `subject.address.city` is missing", "optional.none()" },
        { "map", "true", "true", "'Bern'", "optional.of('Bern')" },
    };

    private const string Missing = "error: attribute `subject.address` is missing";
    private const string Invalid = "error: `subject.level` does not fit its schema";

    [Theory]
    [MemberData(nameof(Attributes))]
    public void Presence_and_selection(string attribute, string has, string hasBelow, string select, string optional)
    {
        var scene = new Scene { ["subject.address"] = Attribute(attribute) };
        Assert.Equal(has, scene.Show("has(subject.address)"));
        Assert.Equal(hasBelow, scene.Show("has(subject.address.city)"));
        Assert.Equal(select, scene.Show("subject.address.city"));
        Assert.Equal(
            select.Replace("address.city", "address['city']", StringComparison.Ordinal),
            scene.Show("subject.address['city']"));
        Assert.Equal(optional, scene.Show("subject.address.?city"));
    }

    [Theory]
    [InlineData("missing", "optional.none()", "'Rome'", "false")]
    [InlineData("invalid", Invalid, Invalid, Invalid)]
    [InlineData("null", "error: expected map, got null", "error: expected map, got null", "error: expected map, got null")]
    [InlineData("empty", "optional.none()", "'Rome'", "false")]
    [InlineData("map", "optional.of('Bern')", "'Bern'", "true")]
    public void Optional_selection_from_a_root(string attribute, string city, string orValue, string has)
    {
        var scene = new Scene { ["subject.address"] = Attribute(attribute) };
        Assert.Equal(city, scene.Show("subject.?address.city"));
        Assert.Equal(city, scene.Show("subject.?address.?city"));
        Assert.Equal(city, scene.Show("subject.?address[?'city']"));
        Assert.Equal(orValue, scene.Show("subject.?address.city.orValue('Rome')"));
        Assert.Equal(has, scene.Show("has(subject.?address.city)"));
    }

    /// <summary>The alternative of an optional is evaluated only when there is no value; its error counts only then.</summary>
    [Theory]
    [InlineData("a.?x.orValue(1 / 0)", "1")]
    [InlineData("a.?y.orValue(1 / 0)", "error: division by zero: `1 / 0`")]
    [InlineData("a.?x.or(optional.of(1 / 0))", "optional.of(1)")]
    [InlineData("a.?y.or(optional.of(1 / 0))", "error: division by zero: `1 / 0`")]
    [InlineData("a.?y.or(a.?x).or(optional.none())", "optional.of(1)")]
    [InlineData("a.?y.or(a)", "error: expected optional, got map")]
    [InlineData("b.?x.orValue(2)", "error: attribute `b` is missing")]
    [InlineData("a.orValue(2)", "error: expected optional, got map")]
    [InlineData("a.x.orValue(2)", "error: expected optional, got int")]
    public void An_alternative_is_lazy(string text, string expected)
    {
        var scene = new Scene { ["a"] = Map(("x", Value.From(1L))) };
        Assert.Equal(expected, scene.Show(text));
        Assert.Equal(expected, scene.Show(text, new CompileOptions { Recording = true }));
    }

    [Fact]
    public void A_key_with_the_value_null_is_present()
    {
        var scene = new Scene { ["subject.address"] = Address };
        Assert.Equal("true", scene.Show("has(subject.address.zip)"));
        Assert.Equal("optional.of(null)", scene.Show("subject.address.?zip"));
    }

    [Fact]
    public void A_missing_deeper_key_is_named_as_written()
    {
        var scene = new Scene { ["subject.address"] = Address };
        var error = scene.Evaluate("resource.x == 1 || subject.address.country.code == 'CH'", null).AsError!;
        Assert.Equal("attribute `resource.x` is missing", error.Message);
        error = scene.Evaluate("subject.address[\"country\"] == 'CH'").AsError!;
        Assert.Equal(EvalErrorCode.MissingAttribute, error.Code);
        Assert.Equal("subject.address[\"country\"]", error.Attribute);
        Assert.Equal((0, 26), (error.Span!.Value.Start, error.Span.Value.Length));
    }

    [Fact]
    public void A_missing_key_of_another_map_is_no_missing_attribute()
    {
        var error = new Scene().Evaluate("{'x': 1}.y").AsError!;
        Assert.Equal((EvalErrorCode.ProcessingError, "no such key `y`"), (error.Code, error.Message));
    }

    [Theory]
    [InlineData("xs[0]", "7")]
    [InlineData("xs[2]", "9")]
    [InlineData("xs[3]", "error: index `3` is out of range of a list of 3")]
    [InlineData("xs[-1]", "error: index `-1` is out of range of a list of 3")]
    [InlineData("xs[1u]", "8")]
    [InlineData("xs[18446744073709551615u]", "error: index `18446744073709551615u` is out of range of a list of 3")]
    [InlineData("xs[dyn(0.0)]", "7")]
    [InlineData("xs[dyn(0.1)]", "error: index `0.1` is out of range of a list of 3")]
    [InlineData("xs[dyn(1e300)]", "error: index `1e+300` is out of range of a list of 3")]
    [InlineData("xs['0']", "error: expected map, got list")]
    [InlineData("xs[?1]", "optional.of(8)")]
    [InlineData("xs[?3]", "optional.none()")]
    [InlineData("xs[0][0]", "error: expected list or map, got int")]
    [InlineData("m[1.0]", "'one'")]
    [InlineData("m[1u]", "'one'")]
    [InlineData("m[dyn(b'')]", "error: attribute `m[dyn(b'')]` is missing")]
    [InlineData("m[?2]", "optional.none()")]
    [InlineData("m[true]", "'yes'")]
    public void Indexes(string text, string expected)
    {
        var scene = new Scene
        {
            ["xs"] = Value.From(new CelList([Value.From(7L), Value.From(8L), Value.From(9L)])),
            ["m"] = ValueMap.Create([new(Value.From(1L), Value.From("one")), new(Value.True, Value.From("yes"))]),
        };
        Assert.Equal(expected, scene.Show(text));
    }

    [Fact]
    public void A_macros_variable_hides_the_root_of_its_name()
    {
        var scene = new Scene { ["subject.x"] = Value.From(1L) };
        Assert.Equal("[2]", scene.Show("[{'x': 2}].map(subject, subject.x)"));
        Assert.Equal("[1]", scene.Show("[{'x': 2}].map(s, subject.x)"));
    }

    [Theory]
    [InlineData("[1, ?o, 3]", "[1, 3]")]
    [InlineData("[1, ?optional.of(2), 3]", "[1, 2, 3]")]
    [InlineData("{?'k': o, 'l': 2}", "{'l': 2}")]
    [InlineData("{?'k': optional.of(1), 'l': 2}", "{'k': 1, 'l': 2}")]
    [InlineData("[?a]", "error: expected optional, got int")]
    public void Optional_elements_of_literals(string text, string expected)
    {
        var scene = new Scene { ["o"] = Value.From(CelOptional.None), ["a"] = Value.From(1L) };
        Assert.Equal(expected, scene.Show(text));
    }

    internal static Value Map(params (string Key, Value Value)[] entries) =>
        Value.From(new StringMap([.. entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value))]));

    private static Value Attribute(string name) => name switch
    {
        "missing" => default,
        "invalid" => Scene.Invalid,
        "null" => Value.Null,
        "string" => Value.From("Bern"),
        "list" => Value.From(new CelList([Value.From("Bern")])),
        "empty" => Value.From(StringMap.Empty),
        _ => Address,
    };
}
