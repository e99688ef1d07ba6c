using System.Collections.Immutable;
using Pdp.Cli.Explaining;
using Pdp.Cli.Tests.Running;
using Pdp.Engine.Explanations;
using Pdp.Language.Text;
using Pdp.Language.Values;
using Spectre.Console.Testing;

namespace Pdp.Cli.Tests.Explaining;

public sealed class ExpressionNodesTests
{
    [Fact]
    public void Shows_parts_with_values_and_leaves_constants_out()
    {
        var trace = Node("subject.level >= 3", 0, Value.False,
            Node("subject.level", 0, Value.From(1L), Node("subject", 0, Value.From(StringMap.Empty))), Node("3", 17, Value.From(3L)));

        Assert.Equal(
            """
            when: subject.level >= 3 → false
            └─ subject.level → 1

            """, Draw(trace));
    }

    [Fact]
    public void What_was_not_evaluated_is_named_and_not_taken_apart()
    {
        var or = Node("c || d", 6, default, Node("c", 6, default), Node("d", 11, default));
        var trace = Node("a && c || d", 0, Value.False, Node("a", 0, Value.False), or);

        Assert.Equal(
            """
            when: a && c || d → false
            ├─ a → false
            └─ c || d → not evaluated

            """, Draw(trace));
        Assert.Contains("└─ d → not evaluated", Draw(trace, all: true), StringComparison.Ordinal);
    }

    [Fact]
    public void Points_at_the_error_once()
    {
        var error = Value.From(new EvalError(EvalErrorCode.MissingAttribute, "attribute `subject.level` is missing", span: new TextSpan(5, 13)));
        var trace = Node("3 <= subject.level", 0, error, Node("3", 0, Value.From(3L)), Node("subject.level", 5, error));

        Assert.Equal(
            """
            when: 3 <= subject.level → error
            │    3 <= subject.level
            │         ^^^^^^^^^^^^^ attribute `subject.level` is missing
            └─ subject.level → error

            """, Draw(trace));
    }

    [Fact]
    public void Deep_nesting_ends_in_dots_unless_all_is_wanted()
    {
        var trace = Node("x", 0, Value.True);
        for (var i = 0; i < 20; i++) trace = Node($"f({trace.Text})", 0, Value.True, trace);

        Assert.Contains("└─ …", Draw(trace), StringComparison.Ordinal);
        Assert.DoesNotContain("…", Draw(trace, all: true), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_that_does_not_fit_behind_the_carets_stands_below_them()
    {
        var error = Value.From(new EvalError(EvalErrorCode.ProcessingError, string.Join(' ', Enumerable.Repeat("words", 14)), span: new TextSpan(0, 13)));
        var trace = Node("subject.level", 0, error);

        Assert.Equal(
            """
            when: subject.level → error
                 subject.level
                 ^^^^^^^^^^^^^
                 words words words words words words words words words words words words
                 words words

            """, Draw(trace));
    }

    [Fact]
    public void An_error_without_a_place_is_told_in_the_label()
    {
        var trace = Node("a", 0, Value.Fail("limit reached"));

        Assert.Equal("when: a → error: limit reached\n", Draw(trace));
    }

    private static ExpressionTrace Node(string text, int start, Value value, params ImmutableArray<ExpressionTrace> children) =>
        new(text, new TextSpan(start, text.Length), value, 1, children);

    private static string Draw(ExpressionTrace trace, bool all = false)
    {
        var console = new TestConsole().Width(80);
        console.Profile.Capabilities.Unicode = true;
        new TreePrinter(console).Write(new ExpressionNodes(all, unicode: true).Of("when", trace));
        return console.Output;
    }
}
