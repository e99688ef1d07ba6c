using Pdp.Language.Runtime;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Runtime;

public sealed class VariableTests
{
    [Fact]
    public void A_variable_is_evaluated_once_for_all_its_readers()
    {
        var scene = new Scene();
        var evaluated = 0;
        scene.Define("x", new Probe(() => evaluated++, Value.From(5L)));
        var program = scene.Compile("variables.x + variables.x == 10 && [1, 2].all(e, variables.x == 5)");
        Assert.Equal(Truth.True, program.Root.Test(scene.NewFrame(program)));
        Assert.Equal(1, evaluated);
    }

    [Fact]
    public void An_error_is_kept_too_and_stands_where_the_variable_is_named()
    {
        var scene = new Scene();
        var evaluated = 0;
        var error = new EvalError(EvalErrorCode.MissingAttribute, "attribute `subject.x` is missing", "subject.x", new(40, 9));
        scene.Define("x", new Probe(() => evaluated++, Value.From(error)));
        var program = scene.Compile("true && variables.x && variables.x");
        var frame = scene.NewFrame(program);
        Assert.Equal(Truth.Error, program.Root.Test(frame));
        Assert.Equal(
            (error.Message, error.Code, error.Attribute, 8),
            (frame.Error!.Message, frame.Error.Code, frame.Error.Attribute, frame.Error.Span!.Value.Start));
        Assert.Equal(1, evaluated);
    }

    [Fact]
    public void The_budget_of_a_variable_is_its_own()
    {
        var items = Enumerable.Range(0, 100).Select(i => Value.From((long)i)).ToArray();
        var scene = new Scene { ["xs"] = Value.From(new CelList(items)) };
        var rich = scene.Compile("xs.all(x, x >= 0)", new CompileOptions { FirstLocal = 5 });
        scene.Define("rich", rich.Root, fuel: 150);
        scene.Define("poor", rich.Root, fuel: 50);

        var program = scene.Compile("variables.rich");
        var frame = new Frame(20, 2, 10) { Fuel = 0 };
        frame.Slots[0] = scene["xs"];
        Assert.Equal(Truth.True, program.Root.Test(frame));
        Assert.Equal(0, frame.Fuel);

        program = scene.Compile("variables.poor");
        frame = new Frame(20, 2, 10) { Fuel = 1_000 };
        frame.Slots[0] = scene["xs"];
        Assert.Equal(Truth.Error, program.Root.Test(frame));
        Assert.Equal(1_000, frame.Fuel);
    }

    [Fact]
    public void Presence_and_optional_reads_see_the_value_or_the_error()
    {
        var scene = new Scene();
        scene.Define("x", new Probe(() => { }, Value.From(5L)));
        scene.Define("bad", new Probe(() => { }, Value.Fail("no")));
        Assert.Equal("true", scene.Show("has(variables.x)"));
        Assert.Equal("error: no", scene.Show("has(variables.bad)"));
        Assert.Equal("optional.of(5)", scene.Show("variables.?x"));
        Assert.Equal("error: no", scene.Show("variables.?bad"));
    }

    [Fact]
    public void Variables_that_read_each_other_without_end_are_an_error_and_not_a_crash()
    {
        var scene = new Scene();
        Node? link = null;
        for (var i = 0; i < 200_000; i++)
            link = new Chain(new VariableBinding(i, $"variables.v{i}", link ?? new Probe(() => { }), 1_000));
        var frame = new Frame(0, 200_000, 0);
        Assert.Equal("limit reached: the evaluation is nested too deeply", link!.Evaluate(frame).AsError?.Message);
    }

    [Fact]
    public void Locals_of_a_program_start_where_the_layout_says()
    {
        var program = new Scene().Compile("[1].map(a, [2].map(b, cel.bind(c, 3, a)))", new CompileOptions { FirstLocal = 7 });
        Assert.Equal(10, program.LocalsEnd);
    }

    private sealed class Chain(VariableBinding binding) : Node
    {
        private readonly Pdp.Language.Runtime.Nodes.VariableNode _node = new(binding, default);

        public override Value Evaluate(Frame frame) => _node.Evaluate(frame);
    }
}
