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

    private static void Begin(CompiledSet set, string action, Decision decision, EvaluationContext context)
    {
        decision.Clear();
        decision.Revision = set.Revision;
        context.Begin(action);
    }

    private static void Evaluate(CompiledSet set, Decision decision, EvaluationContext context, ref TTrace trace)
    {
        if (TTrace.UsesIndex && set.Forest is { } forest)
        {
            EvaluateForest(forest, set, decision, context, ref trace);
            return;
        }

        var value = Evaluator<TTrace>.Roots(set.Roots, null, set.RootIndex, default, context, ref trace);
        Tell(value, context, decision);
        foreach (var shadow in set.Shadows) decision.ShadowList.Add(Compare(shadow, context, ref trace));
    }

    private static void EvaluateForest(
        ForestIndex forest, CompiledSet set, Decision decision, EvaluationContext context, ref TTrace trace)
    {
        var (roots, others) = forest.Find(context, set.Roots.Length);
        var value = Evaluator<TTrace>.Roots(set.Roots, forest.Offsets, null, roots, context, ref trace);
        Tell(value, context, decision);
        if (set.Shadows.Length > 0)
        {
            CompareAll(forest, others, set, decision, context, ref trace);
        }

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
        values.Clear();
        var candidates = new Candidates<TTrace>(forest.Trees, forest.Offsets, null, others, context);
        while (candidates.Next(out var tree, out var within))
            values[tree.Item] = Evaluator<TTrace>.Policy(forest.Trees[tree.Item], tree.IsSure, within, context, ref trace);
        var next = set.Roots.Length;
        foreach (var shadow in set.Shadows)
        {
            var ours = values[next++];
            var theirs = shadow.Root >= 0 ? context.RootValues[shadow.Root]
                : shadow.InForce is not null ? values[next++]
                : InnerValue.NotApplicable;
            decision.ShadowList.Add(shadow.Decision(InnerValues.ToOutcome(ours), InnerValues.ToOutcome(theirs)));
        }
    }

    private static ShadowDecision Compare(ShadowNode shadow, EvaluationContext context, ref TTrace trace)
    {
        var ours = Evaluator<TTrace>.Policy(shadow.Shadow, isSure: false, default, context, ref trace);
        var theirs = shadow.Root >= 0 ? context.RootValues[shadow.Root]
            : shadow.InForce is { } inForce ? Evaluator<TTrace>.Policy(inForce, isSure: false, default, context, ref trace)
            : InnerValue.NotApplicable;
        return shadow.Decision(InnerValues.ToOutcome(ours), InnerValues.ToOutcome(theirs));
    }
}
