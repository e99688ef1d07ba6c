using Pdp.Engine.Combining;
using Pdp.Engine.Decisions;
using Pdp.Engine.Indexing;
using Pdp.Engine.Model;
using Pdp.Language.Runtime;

namespace Pdp.Engine.Evaluation;

/// <summary>Evaluates rules and policies (XACML 3.0 sections 7.11 to 7.14, with the project's own decisions).</summary>
/// <typeparam name="TTrace">What is told of the evaluation.</typeparam>
internal static class Evaluator<TTrace>
    where TTrace : struct, ITrace
{
    /// <summary>The value of the roots, combined by deny-overrides whatever the policies say.</summary>
    /// <param name="roots">The roots.</param>
    /// <param name="offsets">The place of each root, where places are asked for.</param>
    /// <param name="index">Finds those that may be applicable; null: all of them are looked at.</param>
    /// <param name="within">What has been found in them already.</param>
    /// <param name="context">What the decision works with.</param>
    /// <param name="trace">Is told of the evaluation.</param>
    /// <param name="keepsValues">Whether the context gets the values of the roots, for shadows to be compared with.</param>
    public static InnerValue Roots(
        PolicyNode[] roots, int[]? offsets, ItemIndex? index, in Within within, EvaluationContext context, ref TTrace trace, bool keepsValues) =>
        SetCombiner<TTrace>.Combine(
            SetAlgorithm.DenyOverrides, roots, offsets, index, within, context, ref trace,
            keepsValues ? context.RootValues : [], keepsValues ? context.RootCauses : []);

    /// <summary>
    /// The value of an item. Its obligations, advice and determining rules have been gathered under that value, and
    /// <see cref="EvaluationContext.Cause"/> says why, when it is an error.
    /// </summary>
    /// <param name="item">The item.</param>
    /// <param name="isSure">Whether it is a rule whose actions match and whose condition is true, or a policy whose target is.</param>
    /// <param name="within">What has been found within it already.</param>
    /// <param name="context">What the decision works with.</param>
    /// <param name="trace">Is told of the evaluation.</param>
    public static InnerValue Item(ItemNode item, bool isSure, in Within within, EvaluationContext context, ref TTrace trace) =>
        item is RuleNode rule ? Rule(rule, isSure, context, ref trace) : Policy((PolicyNode)item, isSure, within, context, ref trace);

    private static InnerValue Rule(RuleNode node, bool isSure, EvaluationContext context, ref TTrace trace)
    {
        var value = RuleValue(node, isSure, context, ref trace);
        trace.Finished(node, value, InnerValues.IsError(value) ? context.Cause : null);
        return value;
    }

    private static InnerValue RuleValue(RuleNode node, bool isSure, EvaluationContext context, ref TTrace trace)
    {
        if (isSure && node.IsPlain && !context.IsInterrupted())
        {
            context.Of(node.Value).Determining.Add(node.Determining);
            return node.Value;
        }

        var code = node.Code;
        if (!isSure && code.Actions is { } actions && !actions.Matches(context.Action))
        {
            trace.ActionDiffers(node);
            return InnerValue.NotApplicable;
        }

        if (context.IsInterrupted())
        {
            context.ReportInterruption(node.Path, code.Version, code.Source.Id);
            return InnerValues.ErrorOf(code.Effect);
        }

        if (!isSure && code.When is { } when)
        {
            var truth = context.Test(when, trace.Code(when), TTrace.UsesIndex);
            trace.Evaluated(node, when);
            if (truth == Truth.False) return InnerValue.NotApplicable;
            if (truth != Truth.True)
            {
                if (context.IsFalse(when)) return InnerValue.NotApplicable;
                context.Report(node.Path, code.Version, code.Source.Id, context.Frame.Error!, when.Source);
                return InnerValues.ErrorOf(code.Effect);
            }
        }

        var value = InnerValues.Of(code.Effect);
        var gathering = context.Of(value);
        var mark = gathering.Mark();
        if (!NoticeEvaluator<TTrace>.Gather(node, code, value, gathering, context, ref trace))
        {
            gathering.CutTo(mark);
            return InnerValues.ErrorOf(code.Effect);
        }

        gathering.Determining.Add(node.Determining);
        return value;
    }

    /// <summary>The value of a policy.</summary>
    public static InnerValue Policy(PolicyNode node, bool isSure, in Within within, EvaluationContext context, ref TTrace trace) =>
        Policy(node, Target(node, isSure, context, ref trace), within, context, ref trace);

    /// <summary>The outcome of a policy's target; for an error <see cref="EvaluationContext.Cause"/> says why.</summary>
    public static Truth Target(PolicyNode node, bool isSure, EvaluationContext context, ref TTrace trace)
    {
        var code = node.Code;
        context.Enter(code.Document);
        if (code.Target is not { } target) return Truth.True;
        if (context.IsInterrupted())
        {
            context.ReportInterruption(node.Path, code.Document.Version, null);
            return Truth.Error;
        }

        if (isSure) return Truth.True;
        var truth = context.Test(target, trace.Code(target), TTrace.UsesIndex);
        trace.Evaluated(node, target);
        if (truth != Truth.Error) return truth;
        if (context.IsFalse(target)) return Truth.False;
        context.Report(node.Path, code.Document.Version, null, context.Frame.Error!, target.Source);
        return Truth.Error;
    }

    /// <summary>The value of a policy whose target has just been evaluated.</summary>
    public static InnerValue Policy(PolicyNode node, Truth target, in Within within, EvaluationContext context, ref TTrace trace)
    {
        var targetError = target == Truth.Error ? context.Cause : null;
        var value = target == Truth.False
            ? InnerValue.NotApplicable
            : PolicyValue(node, targetError, within, context, ref trace);
        trace.Finished(node, value, InnerValues.IsError(value) ? context.Cause : null);
        return value;
    }

    private static InnerValue PolicyValue(
        PolicyNode node, DecisionError? targetError, in Within within, EvaluationContext context, ref TTrace trace)
    {
        var permits = context.Permit.Mark();
        var denials = context.Deny.Mark();
        var value = Combine(node, within, context, ref trace);
        if (targetError is not null)
        {
            value = InnerValues.UnderTargetError(value);
            context.Cause = targetError;
        }
        else if (InnerValues.IsDecided(value))
        {
            var gathering = context.Of(value);
            var mark = value == InnerValue.Permit ? permits : denials;
            if (gathering.Determining.Count == mark.Determining) gathering.Determining.Add(node.Determining);
            if (!NoticeEvaluator<TTrace>.Gather(node, value, gathering, context, ref trace))
                value = value == InnerValue.Permit ? InnerValue.IndeterminatePermit : InnerValue.IndeterminateDeny;
        }

        if (value != InnerValue.Permit) context.Permit.CutTo(permits);
        if (value != InnerValue.Deny) context.Deny.CutTo(denials);
        return value;
    }

    private static InnerValue Combine(PolicyNode node, in Within within, EvaluationContext context, ref TTrace trace)
    {
        if (node.Code.Algorithm is { } algorithm)
            return SetCombiner<TTrace>.Combine(algorithm, node.Items, node.Offsets, node.Code.Index, within, context, ref trace);
        return node.Code.Source.Combining == Sources.CombiningAlgorithm.FirstApplicable
            ? FirstApplicable(node, within, context, ref trace)
            : OnlyOneApplicable(node, within, context, ref trace);
    }

    // the items behind one in error were not looked at, and one of them might have decided either way: always I_DP
    private static InnerValue FirstApplicable(PolicyNode node, in Within within, EvaluationContext context, ref TTrace trace)
    {
        var candidates = new Candidates<TTrace>(node.Items, node.Offsets, node.Code.Index, within, context);
        while (candidates.Next(out var place, out var inner))
        {
            var value = Item(node.Items[place.Item], place.IsSure, inner, context, ref trace);
            if (value == InnerValue.NotApplicable) continue;
            candidates.End();
            return InnerValues.IsError(value) ? InnerValue.IndeterminateDenyPermit : value;
        }

        candidates.End();
        return InnerValue.NotApplicable;
    }

    private static InnerValue OnlyOneApplicable(PolicyNode node, in Within within, EvaluationContext context, ref TTrace trace)
    {
        PolicyNode? first = null;
        var withinFirst = default(Within);
        PolicyNode? second = null;
        DecisionError? error = null;
        var candidates = new Candidates<TTrace>(node.Items, node.Offsets, node.Code.Index, within, context, countsTargets: true);
        while (candidates.Next(out var place, out var inner))
        {
            var policy = (PolicyNode)node.Items[place.Item];
            var target = Target(policy, place.IsSure, context, ref trace);
            if (target == Truth.Error) error ??= context.Cause;
            if (target != Truth.True) continue;
            if (first is null) (first, withinFirst) = (policy, inner);
            else second ??= policy;
        }

        candidates.End();
        if (error is not null)
        {
            context.Cause = error;
            return InnerValue.IndeterminateDenyPermit;
        }

        if (second is null) return first is null ? InnerValue.NotApplicable : Policy(first, Truth.True, withinFirst, context, ref trace);
        context.Report(
            node.Path, node.Code.Document.Version, null,
            new(Language.Values.EvalErrorCode.ProcessingError,
                $"only one policy may apply, but `{first!.Path}` and `{second.Path}` both do"), null);
        return InnerValue.IndeterminateDenyPermit;
    }
}
