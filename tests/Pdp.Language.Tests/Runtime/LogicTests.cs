using Pdp.Language.Runtime;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Runtime;

public sealed class LogicTests
{
    /// <summary>Every kind of operand: what it counts as, and a value of it.</summary>
    private static readonly (Truth Truth, Value Value)[] Operands =
    [
        (Truth.True, Value.True),
        (Truth.False, Value.False),
        (Truth.Error, default),
        (Truth.Error, Scene.Invalid),
        (Truth.Error, Value.From("horses")),
        (Truth.Error, Value.From(32L)),
        (Truth.Error, Value.Null),
    ];

    public static TheoryData<bool, bool> Modes() => new() { { true, false }, { false, false }, { false, true } };

    [Theory]
    [MemberData(nameof(Modes))]
    public void And_and_or_of_two_and_three_follow_Kleene_in_every_order(bool specialise, bool recording)
    {
        var options = new CompileOptions { Specialise = specialise, Recording = recording };
        foreach (var (a, b) in Pairs())
        {
            Check("a && b", And(a.Truth, b.Truth), options, a.Value, b.Value, default);
            Check("a || b", Or(a.Truth, b.Truth), options, a.Value, b.Value, default);
            foreach (var c in Operands)
            {
                Check("a && b && c", And(And(a.Truth, b.Truth), c.Truth), options, a.Value, b.Value, c.Value);
                Check("a || b || c", Or(Or(a.Truth, b.Truth), c.Truth), options, a.Value, b.Value, c.Value);
                Check("a && (b || c)", And(a.Truth, Or(b.Truth, c.Truth)), options, a.Value, b.Value, c.Value);
                Check("!(a && !b) || c", Or(Not(And(a.Truth, Not(b.Truth))), c.Truth), options, a.Value, b.Value, c.Value);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Conditionals_are_strict_in_their_condition_alone(bool specialise, bool recording)
    {
        var options = new CompileOptions { Specialise = specialise, Recording = recording };
        foreach (var (a, b) in Pairs())
        {
            foreach (var c in Operands)
            {
                var expected = a.Truth switch { Truth.True => b.Truth, Truth.False => c.Truth, _ => Truth.Error };
                Check("a ? b : c", expected, options, a.Value, b.Value, c.Value);
            }
        }
    }

    [Theory]
    [InlineData("a && b && c", "`a`")]
    [InlineData("c && b && a", "`c`")]
    [InlineData("a || b || c", "`a`")]
    [InlineData("true && b && a", "`b`")]
    [InlineData("c == 1 && (b == 2 || a == 3)", "`c`")]
    [InlineData("a + b == c", "`a`")]
    [InlineData("a in [b]", "`a`")]
    public void The_error_reported_is_the_first_in_the_text(string text, string named)
    {
        var error = new Scene().Evaluate(text).AsError!;
        Assert.Equal(EvalErrorCode.MissingAttribute, error.Code);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Operands_behind_a_decision_are_not_evaluated()
    {
        var scene = new Scene { ["a"] = Value.False };
        var evaluated = 0;
        scene.Define("x", new Probe(() => evaluated++));
        Assert.Equal("false", scene.Show("a && variables.x"));
        Assert.Equal("true", scene.Show("!a || variables.x"));
        Assert.Equal("1", scene.Show("a ? variables.x : 1"));
        Assert.Equal(0, evaluated);
    }

    [Fact]
    public void An_operand_that_is_no_bool_says_so_at_its_place()
    {
        var error = new Scene { ["a"] = Value.True, ["b"] = Value.From(3L) }.Evaluate("a && b").AsError!;
        Assert.Equal("expected bool, got int", error.Message);
        Assert.Equal(5, error.Span!.Value.Start);
    }

    [Fact]
    public void A_whole_that_is_no_bool_is_no_condition()
    {
        var scene = new Scene { ["a"] = Value.From("yes") };
        var program = scene.Compile("a");
        var frame = scene.NewFrame(program);
        Assert.Equal(Truth.Error, program.Root.Test(frame));
        Assert.Equal("expected bool, got string", frame.Error!.Message);
        Assert.Equal("yes", program.Root.Evaluate(frame).AsString);
    }

    private static void Check(string text, Truth expected, CompileOptions options, in Value a, in Value b, in Value c)
    {
        var scene = new Scene { ["a"] = a, ["b"] = b, ["c"] = c };
        var program = Cache.GetOrAdd((text, options), _ => scene.Compile(text, options));
        var frame = scene.NewFrame(program);
        var truth = program.Root.Test(frame);
        Assert.True(
            expected == truth,
            $"{text} with {CelText.ToLiteral(a)}, {CelText.ToLiteral(b)}, {CelText.ToLiteral(c)}: {truth}");
        if (truth == Truth.Error) Assert.NotNull(frame.Error!.Span);
    }

    /// <summary>Slots are given out in the order of the names in <see cref="Check"/>, the same in every scene.</summary>
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<(string, CompileOptions), Program> Cache = new();

    private static IEnumerable<((Truth Truth, Value Value), (Truth Truth, Value Value))> Pairs() =>
        from a in Operands from b in Operands select (a, b);

    private static Truth And(Truth a, Truth b) =>
        a == Truth.False || b == Truth.False ? Truth.False
        : a == Truth.Error || b == Truth.Error ? Truth.Error
        : Truth.True;

    private static Truth Or(Truth a, Truth b) => Not(And(Not(a), Not(b)));

    private static Truth Not(Truth a) => a switch { Truth.True => Truth.False, Truth.False => Truth.True, _ => a };
}
