using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Runtime;

public sealed class RecordingTests
{
    [Fact]
    public void Every_evaluated_subexpression_is_told_and_no_other()
    {
        var scene = new Scene { ["a"] = Value.From(3L), ["b"] = Value.From("x") };
        Assert.Equal(
            ["a=3", "1=1", "a + 1=4", "4=4", "a + 1 == 4=true", "b=x", "'y'=y", "b == 'y'=false",
                "a + 1 == 4 && b == 'y' && c=false"],
            Record(scene, "a + 1 == 4 && b == 'y' && c"));
    }

    [Fact]
    public void Loops_tell_each_round_and_errors_are_told()
    {
        var scene = new Scene();
        Assert.Equal(
            ["1=1", "0=0", "[1, 0]=[..]", "6=6", "e=1", "6 / e=6", "5=5", "6 / e > 5=true", "6=6", "e=0",
                "6 / e=division by zero: `6 / 0`", "6 / e > 5=division by zero: `6 / 0`",
                "[1, 0].all(e, 6 / e > 5)=division by zero: `6 / 0`"],
            Record(scene, "[1, 0].all(e, 6 / e > 5)"));
    }

    [Fact]
    public void Attributes_are_told_as_they_are_named()
    {
        var scene = new Scene { ["subject.x"] = Value.From(1L) };
        Assert.Equal(
            ["subject.x=1", "1=1", "subject.x == 1=true", "has(subject.y)=false",
                "subject.x == 1 && has(subject.y)=false"],
            Record(scene, "subject.x == 1 && has(subject.y)"));
    }

    [Fact]
    public void Without_a_recorder_a_recording_program_just_evaluates()
    {
        Assert.Equal("3", new Scene().Show("1 + 2", new CompileOptions { Recording = true }));
    }

    private static List<string> Record(Scene scene, string text)
    {
        var program = scene.Compile(text, new CompileOptions { Recording = true });
        var recorder = new Recorder(text);
        var frame = scene.NewFrame(program);
        frame.Recorder = recorder;
        program.Root.Evaluate(frame);
        return recorder.Lines;
    }

    private sealed class Recorder(string text) : IEvaluationRecorder
    {
        public List<string> Lines { get; } = [];

        public void Record(Expr expression, in Value value)
        {
            var shown = value.AsError?.Message ?? value.AsString ?? (value.AsList is null ? CelText.ToLiteral(value) : "[..]");
            Lines.Add($"{text.Substring(expression.Span.Start, expression.Span.Length)}={shown}");
        }
    }
}
