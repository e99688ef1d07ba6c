using Pdp.Language.Runtime;
using Pdp.Language.Runtime.Logic;
using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Runtime;

public sealed class DepthTests
{
    [Fact]
    public void A_tree_as_deep_as_the_parser_allows_evaluates()
    {
        const int Depth = 240;
        var text = string.Concat(Enumerable.Repeat("(1 + ", Depth)) + "a" + new string(')', Depth);
        Assert.Equal("245", new Scene { ["a"] = Value.From(5L) }.Show(text));
        Assert.Equal("245", new Scene { ["a"] = Value.From(5L) }.Show(text, new CompileOptions { Recording = true }));
    }

    [Fact]
    public void A_tree_deeper_than_the_stack_is_an_error_and_not_a_crash()
    {
        Node node = new ConstantNode(Value.True);
        for (var i = 0; i < 300_000; i++) node = new DepthGuardNode(new NotNode(node), default);
        var frame = new Frame(0, 0, 0);
        Assert.Equal("limit reached: the evaluation is nested too deeply", node.Evaluate(frame).AsError?.Message);
        Assert.Equal(Truth.Error, node.Test(frame));
        Assert.Equal("limit reached: the evaluation is nested too deeply", frame.Error?.Message);
    }
}
