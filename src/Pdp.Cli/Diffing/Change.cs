using Pdp.Engine.Decisions;

namespace Pdp.Cli.Diffing;

/// <summary>In what two answers to one request differ.</summary>
/// <param name="Kind">What has become of it.</param>
/// <param name="Before">The decision of the old policies.</param>
/// <param name="After">The decision of the new ones.</param>
/// <param name="BecauseBefore">What made the old answer.</param>
/// <param name="BecauseAfter">What made the new one.</param>
/// <param name="Obligations">How the obligations differ, when the decision is the same; else null.</param>
/// <param name="Advice">The same of the advice.</param>
internal sealed record Change(
    ChangeKind Kind, Outcome Before, Outcome After, Because BecauseBefore, Because BecauseAfter, NoticeChange? Obligations, NoticeChange? Advice)
{
    /// <summary>
    /// Compares two answers; null: a caller sees no difference. Other rules behind the same answer are none, nor are errors that did
    /// not matter.
    /// </summary>
    public static Change? Of(Decision before, Decision after)
    {
        if (before.Outcome != after.Outcome) return OfOutcomes(before.Outcome, Because.Of(before), after);
        var obligations = NoticeChange.Of(before.Obligations, after.Obligations);
        var advice = NoticeChange.Of(before.Advice, after.Advice);
        return obligations is null && advice is null ? null : OfNotices(before.Outcome, Because.Of(before), after, obligations, advice);
    }

    /// <summary>The change of an answer whose decision is another.</summary>
    public static Change OfOutcomes(Outcome before, Because because, Decision after)
    {
        var kind = after.Allowed ? ChangeKind.NewlyAllowed : before == Outcome.Permit ? ChangeKind.NoLongerAllowed : ChangeKind.OtherDecision;
        return new Change(kind, before, after.Outcome, because, Because.Of(after), null, null);
    }

    /// <summary>The change of an answer whose decision is the same, and whose notices were written before; null: there is none.</summary>
    public static Change? OfNotices(Outcome before, Because because, Decision after, NoticeText[] obligations, NoticeText[] advice)
    {
        var (changed, advised) = (NoticeChange.Of(obligations, after.Obligations), NoticeChange.Of(advice, after.Advice));
        return changed is null && advised is null ? null : OfNotices(before, because, after, changed, advised);
    }

    private static Change OfNotices(Outcome before, Because because, Decision after, NoticeChange? obligations, NoticeChange? advice) => new(
        obligations is null ? ChangeKind.Advice : ChangeKind.Obligations, before, after.Outcome, because, Because.Of(after), obligations, advice);

    /// <summary>Changes of one key are counted together.</summary>
    public string Key => string.Join(
        '\0', Kind.Name(), DecisionName(Before), DecisionName(After), BecauseBefore.Key, BecauseAfter.Key, Obligations?.Words ?? "", Advice?.Words ?? "");

    private static string DecisionName(Outcome outcome) => Output.DecisionWords.Of(outcome);
}
