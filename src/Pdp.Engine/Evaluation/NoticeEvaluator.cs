using Pdp.Engine.Combining;
using Pdp.Engine.Decisions;
using Pdp.Engine.Model;
using Pdp.Engine.Sources;
using Pdp.Language.Runtime;
using Pdp.Language.Values;

namespace Pdp.Engine.Evaluation;

/// <summary>
/// Evaluates obligations and advice. They are part of the value of the rule or policy that bears them: one in error makes
/// that an error.
/// </summary>
internal static class NoticeEvaluator<TTrace>
    where TTrace : struct, ITrace
{
    /// <summary>Gathers those of a rule that applies.</summary>
    /// <returns>False when one is in error; it has been reported.</returns>
    public static bool Gather(
        RuleNode node, RuleCode code, InnerValue value, Gathering gathering, EvaluationContext context, ref TTrace trace)
    {
        var place = new Place(node, node.Path, code.Version, code.Source.Id);
        return Gather(code.Obligations, value, gathering.Obligations, place, context, ref trace)
            && Gather(code.Advice, value, gathering.Advice, place, context, ref trace);
    }

    /// <summary>Gathers those of a policy that permits or denies; they come after its items'.</summary>
    /// <returns>False when one is in error; it has been reported.</returns>
    public static bool Gather(
        PolicyNode node, InnerValue value, Gathering gathering, EvaluationContext context, ref TTrace trace)
    {
        var place = new Place(node, node.Path, node.Code.Document.Version, null);
        return Gather(node.Code.Obligations, value, gathering.Obligations, place, context, ref trace)
            && Gather(node.Code.Advice, value, gathering.Advice, place, context, ref trace);
    }

    private static bool Gather(
        NoticeCode[] notices, InnerValue value, List<Notice> into, in Place place, EvaluationContext context, ref TTrace trace)
    {
        foreach (var notice in notices)
        {
            if (notice.On is { } effect && InnerValues.Of(effect) != value) continue;
            if (!Gather(notice, into, place, context, ref trace)) return false;
        }

        return true;
    }

    private static bool Gather(
        NoticeCode notice, List<Notice> into, in Place place, EvaluationContext context, ref TTrace trace)
    {
        var frame = context.Frame;
        context.Refuel();
        if (notice.When is { } when)
        {
            var truth = trace.Code(when).Test(frame);
            trace.Evaluated(place.Node, when);
            if (truth == Truth.False) return true;
            if (truth != Truth.True) return Fail(frame.Error!, when.Source, place, context);
        }

        if (notice.Constant is { } constant)
        {
            into.Add(constant);
            return true;
        }

        var properties = new KeyValuePair<string, Value>[notice.Properties.Length];
        for (var i = 0; i < properties.Length; i++)
        {
            var (name, expression) = notice.Properties[i];
            var value = NoticeValue.From(frame, trace.Code(expression).Evaluate(frame));
            trace.Evaluated(place.Node, expression);
            if (value.AsError is { } error) return Fail(error, expression.Source, place, context);
            properties[i] = new(name, value);
        }

        into.Add(new Notice(notice.Id, new StringMap(properties)));
        return true;
    }

    private static bool Fail(EvalError error, ExpressionSource member, in Place place, EvaluationContext context)
    {
        context.Report(place.Path, place.Version, place.Rule, error, member);
        return false;
    }

    private readonly record struct Place(ItemNode Node, string Path, int Version, string? Rule);
}
