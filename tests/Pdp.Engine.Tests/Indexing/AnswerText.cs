using Pdp.Engine.Decisions;
using Pdp.Engine.Evaluation;
using Pdp.Engine.Model;
using Pdp.Engine.Requests;
using Pdp.Engine.Tests.Support;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;

namespace Pdp.Engine.Tests.Indexing;

/// <summary>All that a decision comes to, as text; the trace says whether indexes are asked.</summary>
internal static class AnswerText
{
    public static string Of<TTrace>(CompiledSet set, Request request, bool withShadows = true)
        where TTrace : struct, ITrace
    {
        var context = new EvaluationContext(set);
        context.Frame.Now = Value.From(Ask.Noon);
        context.Frame.Clock = TimeProvider.System;
        context.Frame.Deadline = long.MaxValue;
        var decision = new Decision { WithShadows = withShadows };
        var trace = default(TTrace);
        DecisionMaker<TTrace>.Decide(set, request, decision, context, ref trace);
        Assert.Equal(0, context.Candidates.Count);
        var answer = $"{(int)decision.Outcome} {decision.Value} {decision.Status}"
            + $" | {string.Join("; ", decision.Determining)} | {Told(decision.Obligations)} | {Told(decision.Advice)}"
            + $" | {string.Join("; ", decision.Errors)}";
        return withShadows
            ? answer + $" | {string.Join("; ", context.RootValues)} | {string.Join("; ", decision.Shadows)} | {string.Join("; ", decision.ShadowCauses)}"
            : answer;
    }

    private static string Told(IEnumerable<Notice> notices) =>
        string.Join("; ", notices.Select(notice => $"{notice.Id} {CelText.ToLiteral(Value.From(notice.Properties))}"));
}
