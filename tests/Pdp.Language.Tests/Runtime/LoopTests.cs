using Pdp.Language.Runtime;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Runtime;

public sealed class LoopTests
{
    [Theory]
    [InlineData("[1, 2, 3].all(e, 6 / (2 - e) == 6)", "false")]
    [InlineData("[1, 2, 3].exists(e, 6 / (2 - e) == 6)", "true")]
    [InlineData("[1, 2].all(e, 6 / (2 - e) == 6)", "error: division by zero: `6 / 0`")]
    [InlineData("[1, 2, 3].exists_one(e, 6 / (2 - e) == 6)", "error: division by zero: `6 / 0`")]
    [InlineData("[1, 2, 1].exists_one(e, e == 1)", "false")]
    [InlineData("[1, 2, 3].existsOne(i, e, i == 2)", "true")]
    [InlineData("{'a': 1, 'b': 2}.exists(k, k == 'b')", "true")]
    [InlineData("{'a': 1, 'b': 2}.all(k, v, k != 'c' && v < 3)", "true")]
    [InlineData("{'a': 1, 'b': 2}.map(k, k + k)", "['aa', 'bb']")]
    [InlineData("[1, 2, 3].map(e, e > 1, e * 2)", "[4, 6]")]
    [InlineData("[1, 2, 3].filter(e, e % 2 == 1)", "[1, 3]")]
    [InlineData("[1, 2].filter(e, dyn('x'))", "error: expected bool, got string")]
    [InlineData("[5, 6].transformList(i, v, i > 0, v + i)", "[7]")]
    [InlineData("[5, 6].transformMap(i, v, v + i)", "{0: 5, 1: 7}")]
    [InlineData("{'a': 1}.transformMapEntry(k, v, {v: k})", "{1: 'a'}")]
    [InlineData("[3, 1, 2].sortBy(e, -e)", "[3, 2, 1]")]
    [InlineData("[].map(e, e)", "[]")]
    [InlineData("[[1, 2], [3]].map(r, r.map(e, e + size(r)))", "[[3, 4], [4]]")]
    [InlineData("optional.of(2).optMap(v, v + 1)", "optional.of(3)")]
    [InlineData("optional.none().optMap(v, v + 1)", "optional.none()")]
    [InlineData("optional.of({'k': 1}).optFlatMap(v, v.?k)", "optional.of(1)")]
    [InlineData("cel.bind(x, 2, x * x)", "4")]
    [InlineData("cel.bind(x, 1 / 0, true)", "true")]
    [InlineData("cel.bind(x, 1 / 0, x == 1 || true)", "true")]
    [InlineData("[1, 2].map(e, cel.bind(x, e * 10, [1, 2].map(f, x + f)))", "[[11, 12], [21, 22]]")]
    [InlineData("[1, 2].map(e, cel.bind(x, [7, 8].map(g, g + e), [1, 2].map(f, x[0] + f)))", "[[9, 10], [10, 11]]")]
    public void Macros(string text, string expected)
    {
        Assert.Equal(expected, new Scene().Show(text));
        Assert.Equal(expected, new Scene().Show(text, new CompileOptions { Specialise = false }));
        Assert.Equal(expected, new Scene().Show(text, new CompileOptions { Recording = true }));
    }

    [Theory]
    [InlineData("a.exists(v, v == 1)", "error: expected list or map, got int")]
    [InlineData("a.map(v, v)", "error: expected list or map, got int")]
    [InlineData("b.all(v, v == 1)", "error: attribute `b` is missing")]
    public void A_range_must_be_a_list_or_map(string text, string expected) =>
        Assert.Equal(expected, new Scene { ["a"] = Value.From(1L) }.Show(text));

    [Theory]
    [InlineData("xs.all(x, x >= 0)")]
    [InlineData("xs.exists(x, x == -1)")]
    [InlineData("xs.exists(x, x in [-1, -2])")]
    [InlineData("xs.map(x, x).size() == 0")]
    [InlineData("xs.filter(x, true).size() == 0")]
    [InlineData("xs.exists_one(x, x == 5)")]
    [InlineData("xs.all(x, xs.all(y, x in xs))")]
    [InlineData("xs.all(x, xs == ys)")]
    [InlineData("xs.map(x, xs + ys).size() == 0")]
    [InlineData("xs.sortBy(x, -x).size() == 0")]
    public void A_loop_that_does_too_much_work_is_an_error(string text)
    {
        var items = Enumerable.Range(0, 2_000).Select(i => Value.From((long)i)).ToArray();
        var scene = new Scene { ["xs"] = Value.From(new CelList(items)), ["ys"] = Value.From(new CelList([.. items])) };
        foreach (var options in new CompileOptions[] { new(), new() { Specialise = false }, new() { Recording = true } })
        {
            var program = scene.Compile(text, options);
            var value = program.Root.Evaluate(scene.NewFrame(program, fuel: 1_000));
            Assert.Equal("limit reached: this expression does too much work", value.AsError?.Message);
        }
    }

    [Theory]
    [InlineData("exists(x, x == -1)")]
    [InlineData("all(x, x != -1)")]
    public void A_loop_that_draws_at_its_end_does_no_more_than_is_paid_for(string loop)
    {
        var items = Enumerable.Range(0, 50_000).Select(i => Value.From((long)i)).ToArray();
        var map = ValueMap.Create([.. items.Select(item => KeyValuePair.Create(item, item))]);
        var scene = new Scene { ["xs"] = Value.From(new CelList(items)), ["m"] = map };
        var program = scene.Compile(string.Join(loop[0] == 'e' ? " || " : " && ", Enumerable.Repeat($"xs.{loop}", 50).Append($"m.{loop}")));
        var frame = scene.NewFrame(program, fuel: 1_000);
        Assert.Equal("limit reached: this expression does too much work", program.Root.Evaluate(frame).AsError?.Message);
        Assert.InRange(frame.Fuel, -60, -1);
    }

    [Theory]
    [InlineData("'0123456789'", "limit reached: the string would be longer than 1000000 characters")]
    [InlineData("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]", "limit reached: the list would have more than 1000000 elements")]
    public void A_value_that_doubles_again_and_again_ends_in_an_error(string start, string expected)
    {
        const int Doublings = 20;
        var text = $"cel.bind(v0, {start}, ";
        for (var i = 1; i <= Doublings; i++) text += $"cel.bind(v{i}, v{i - 1} + v{i - 1}, ";
        text += $"size(v{Doublings}) == 0" + new string(')', Doublings + 1);
        Assert.Equal(expected, new Scene().Evaluate(text).AsError?.Message);

        var program = new Scene().Compile(text);
        var frame = new Frame(0, 0, program.LocalsEnd) { Fuel = 1_000 };
        Assert.Equal("limit reached: this expression does too much work", program.Root.Evaluate(frame).AsError?.Message);
    }

    [Theory]
    [InlineData("xs.exists(x, x == 3)")]
    [InlineData("xs.exists(x, x in [3, 4])")]
    [InlineData("xs.all(x, x != 3)")]
    [InlineData("xs.exists(x, xs.exists(y, y == 39))")]
    public void Every_form_of_a_loop_draws_the_same(string text)
    {
        var items = Enumerable.Range(0, 40).Select(i => Value.From((long)i)).ToArray();
        var scene = new Scene { ["xs"] = Value.From(new CelList(items)) };
        var left = new CompileOptions[] { new(), new() { Specialise = false }, new() { Recording = true } }.Select(options =>
        {
            var program = scene.Compile(text, options);
            var frame = scene.NewFrame(program);
            Assert.False(program.Root.Evaluate(frame).IsError);
            return frame.Fuel;
        }).ToList();
        Assert.True(left[0] < 1_000_000);
        Assert.Single(left.Distinct());
    }

    [Fact]
    public void A_cancelled_decision_ends_a_loop()
    {
        var items = Enumerable.Range(0, 2_000).Select(i => Value.From((long)i)).ToArray();
        var scene = new Scene { ["xs"] = Value.From(new CelList(items)) };
        var program = scene.Compile("xs.all(x, xs.all(y, x >= 0))");
        var frame = scene.NewFrame(program);
        using var source = new CancellationTokenSource();
        source.Cancel();
        frame.Cancellation = source.Token;
        Assert.Equal("the decision was cancelled", program.Root.Evaluate(frame).AsError?.Message);
        Assert.True(frame.Fuel < 0);
    }

    [Fact]
    public void A_decision_past_its_deadline_ends_a_loop()
    {
        var items = Enumerable.Range(0, 2_000).Select(i => Value.From((long)i)).ToArray();
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var scene = new Scene { ["xs"] = Value.From(new CelList(items)) };
        var program = scene.Compile("xs.all(x, x >= 0)");
        var frame = scene.NewFrame(program);
        frame.Clock = clock;
        frame.Deadline = clock.GetTimestamp();
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("limit reached: the decision takes too long", program.Root.Evaluate(frame).AsError?.Message);
    }

    [Fact]
    public void A_block_evaluates_each_binding_once_and_only_when_read()
    {
        var scene = new Scene();
        Assert.Equal("11", scene.Show("cel.block([1, cel.index(0) + 4, 1 / 0], cel.index(1) + cel.index(1) + cel.index(0))"));
        Assert.Equal("error: division by zero: `1 / 0`", scene.Show("cel.block([1 / 0], cel.index(0))"));
    }
}
