using Pdp.Fuzz.Driving;
using Pdp.Fuzz.Targets;
using Xunit;

namespace Pdp.Fuzz.Tests.Corpora;

/// <summary>Whatever fuzzing found worth keeping is run again with every build.</summary>
public sealed class ReplayTests
{
    [Fact]
    public void No_kept_input_harms_the_parser() => Replay(new ParserTarget());

    [Fact]
    public void No_kept_input_harms_the_evaluator() => Replay(new EvaluatorTarget());

    private static void Replay(ITarget target)
    {
        var inputs = CorpusText.Kept(target.Name).ToList();
        Assert.True(inputs.Count > 500, $"{inputs.Count} inputs are kept");
        var harmful = inputs
            .Select(input => (Input: input, Verdict: Examiner.RunFairly(target, input)))
            .Where(run => run.Verdict.Kind is not null)
            .Select(run => $"{CorpusText.Write(run.Input)}: {run.Verdict.Kind} {run.Verdict.What}");
        Assert.Empty(harmful);
    }
}
