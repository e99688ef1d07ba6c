using Pdp.Engine.Combining;
using Pdp.Engine.Decisions;
using Pdp.Engine.Indexing;
using Pdp.Engine.Model;
using Pdp.Engine.Requests;

namespace Pdp.Engine.Evaluation;

/// <summary>Makes an answer of a request.</summary>
internal static class DecisionMaker<TTrace>
    where TTrace : struct, ITrace
{
    public static void Decide(
        CompiledSet set, Request request, Decision decision, EvaluationContext context, ref TTrace trace)
    {
        Begin(set, request.Action.Name, decision, context);
        var misfits = set.Layout.Fill(request, context.Frame.Slots);
        if (misfits is not null)
        {
            decision.MisfitList.AddRange(misfits);
            if (set.Layout.Rejects)
            {
                Reject(misfits, decision);
                return;
            }
        }

        Evaluate(set, decision, context, ref trace);
    }

    /// <summary>Decides a request whose slots are filled, and that fits the schemas.</summary>
    public static void DecideFilled(
        CompiledSet set, string action, Decision decision, EvaluationContext context, ref TTrace trace)
    {
        Begin(set, action, decision, context);
        Evaluate(set, decision, context, ref trace);
    }

    /// <summary>Decides nothing, for a reason that has nothing to do with the request.</summary>
    public static void Refuse(CompiledSet set, DecisionError why, Decision decision)
    {
        decision.Clear();
        decision.Revision = set.Revision;
        decision.Value = InnerValue.IndeterminateDenyPermit;
        decision.Outcome = Outcome.Indeterminate;
        decision.Status = why.Code;
        decision.ErrorList.Add(why);
    }

    private static void Begin(CompiledSet set, string action, Decision decision, EvaluationContext context)
    {
        decision.Clear();
        decision.Revision = set.Revision;
        context.Begin(action);
    }

    private static void Evaluate(CompiledSet set, Decision decision, EvaluationContext context, ref TTrace trace)
    {
        var compares = decision.WithShadows && set.Shadows.Length > 0;
        if (TTrace.UsesIndex && (compares ? set.Forest : set.RootForest) is { } forest)
        {
            EvaluateForest(forest, set, decision, context, compares, ref trace);
            return;
        }

        trace.Begins(EvaluationPurpose.Answer);
        var value = Evaluator<TTrace>.Roots(set.Roots, null, set.RootIndex, default, context, ref trace, compares);
        Tell(value, context, decision);
        decision.Candidates = context.Found;
        if (!compares) return;
        foreach (var shadow in set.Shadows) Compare(shadow, decision, context, ref trace);
    }

    private static void EvaluateForest(
        ForestIndex forest, CompiledSet set, Decision decision, EvaluationContext context, bool compares, ref TTrace trace)
    {
        var (roots, others) = forest.Find(context, set.Roots.Length);
        decision.Candidates = context.Candidates.Count;
        var value = Evaluator<TTrace>.Roots(set.Roots, forest.Offsets, null, roots, context, ref trace, compares);
        Tell(value, context, decision);
        if (compares) CompareAll(forest, others, set, decision, context, ref trace);
        context.Candidates.Count = 0;
    }

    private static void Reject(List<string> misfits, Decision decision)
    {
        decision.Value = InnerValue.IndeterminateDenyPermit;
        decision.Outcome = Outcome.Indeterminate;
        decision.Status = StatusCodes.ProcessingError;
        foreach (var misfit in misfits)
            decision.ErrorList.Add(new DecisionError(null, 0, null, StatusCodes.ProcessingError, misfit));
    }

    private static void Tell(InnerValue value, EvaluationContext context, Decision decision)
    {
        decision.Value = value;
        decision.Outcome = InnerValues.ToOutcome(value);
        decision.Status = StatusCodes.Ok;
        DecisionError? cause = null;
        if (InnerValues.IsError(value))
        {
            cause = context.Cause!;
            decision.Status = cause.Code;
            decision.ErrorList.Add(cause);
        }
        else if (InnerValues.IsDecided(value))
        {
            var gathering = context.Of(value);
            decision.DeterminingList.AddRange(gathering.Determining);
            decision.ObligationList.AddRange(gathering.Obligations);
            decision.AdviceList.AddRange(gathering.Advice);
        }

        foreach (var error in context.Errors)
        {
            if (!ReferenceEquals(error, cause)) decision.ErrorList.Add(error);
        }
    }

    // the answer has been told already: nothing that happens here can change it
    private static void CompareAll(
        ForestIndex forest, in Within others, CompiledSet set, Decision decision, EvaluationContext context, ref TTrace trace)
    {
        var values = context.OtherValues.AsSpan();
        var causes = context.OtherCauses.AsSpan();
        values.Clear();
        causes.Clear();
        var candidates = new Candidates<TTrace>(forest.Trees, forest.Offsets, null, others, context);
        while (candidates.Next(out var tree, out var within))
        {
            var before = context.Determining;
            var value = Evaluator<TTrace>.Policy(forest.Trees[tree.Item], tree.IsSure, within, context, ref trace);
            values[tree.Item] = value;
            causes[tree.Item] = context.CauseOf(value, before);
        }

        var next = set.Roots.Length;
        foreach (var shadow in set.Shadows)
        {
            var ours = next++;
            if (shadow.Root >= 0)
                Add(shadow, values[ours], causes[ours], context.RootValues[shadow.Root], context.RootCauses[shadow.Root], decision);
            else if (shadow.InForce is null)
                Add(shadow, values[ours], causes[ours], InnerValue.NotApplicable, default, decision);
            else
                Add(shadow, values[ours], causes[ours], values[next], causes[next++], decision);
        }
    }

    private static void Compare(ShadowNode shadow, Decision decision, EvaluationContext context, ref TTrace trace)
    {
        var before = context.Determining;
        trace.Begins(EvaluationPurpose.Shadow);
        var ours = Evaluator<TTrace>.Policy(shadow.Shadow, isSure: false, default, context, ref trace);
        var cause = context.CauseOf(ours, before);
        if (shadow.Root >= 0)
        {
            Add(shadow, ours, cause, context.RootValues[shadow.Root], context.RootCauses[shadow.Root], decision);
            return;
        }

        before = context.Determining;
        trace.Begins(EvaluationPurpose.Baseline);
        var theirs = shadow.InForce is { } inForce
            ? Evaluator<TTrace>.Policy(inForce, isSure: false, default, context, ref trace)
            : InnerValue.NotApplicable;
        Add(shadow, ours, cause, theirs, context.CauseOf(theirs, before), decision);
    }

    private static void Add(
        ShadowNode shadow, InnerValue ours, in OutcomeCause ourCause, InnerValue theirs, in OutcomeCause theirCause, Decision decision)
    {
        decision.ShadowList.Add(shadow.Decision(InnerValues.ToOutcome(ours), InnerValues.ToOutcome(theirs)));
        decision.ShadowCauseList.Add(new ShadowCauses(ourCause, theirCause));
    }
}
