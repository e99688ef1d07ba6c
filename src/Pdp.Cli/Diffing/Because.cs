using System.Collections.Immutable;
using Pdp.Cli.Output;
using Pdp.Engine.Decisions;

namespace Pdp.Cli.Diffing;

/// <summary>What made an answer: its rules, or the error that decided.</summary>
/// <param name="Rules">The determining rules, as far as they are kept.</param>
/// <param name="MoreRules">How many there were besides.</param>
/// <param name="Error">The deciding error of INDETERMINATE, or null.</param>
internal sealed record Because(ImmutableArray<DeterminingRule> Rules, int MoreRules, DecisionError? Error)
{
    // a rule that determines together with thousands of others is named by the first of them well enough
    private const int MostRules = 20;

    /// <summary>What made an answer.</summary>
    public static Because Of(Decision decision) => Of(decision.Outcome, decision.Determining, decision.Errors);

    /// <summary>The same of an answer by its parts.</summary>
    public static Because Of(Outcome outcome, IReadOnlyList<DeterminingRule> determining, IReadOnlyList<DecisionError> errors) => new(
        [.. determining.Take(MostRules)],
        Math.Max(0, determining.Count - MostRules),
        outcome == Outcome.Indeterminate && errors.Count > 0 ? errors[0] : null);

    /// <summary>
    /// Tells answers apart that are counted apart: by rule, and by place and code of the error. An error's message may have values
    /// of the request in it, and is not looked at.
    /// </summary>
    public string Key
    {
        get
        {
            var rules = Rules.Select(static rule => $"{rule.Policy}@{rule.Version} {rule.Rule}");
            var error = Error is null ? "" : $"{Error.Policy}@{Error.Version} {Error.Rule} {Error.Code}";
            return string.Join('\n', [.. rules, error, MoreRules > 0 ? "…" : ""]);
        }
    }

    /// <summary>The same in words, a line for each.</summary>
    public IEnumerable<string> Lines
    {
        get
        {
            foreach (var rule in Rules) yield return DecisionWords.Name(rule);
            if (MoreRules > 0) yield return $"and {Counted.Of(MoreRules, "more rule")}";
            if (Error is not null) yield return DecisionWords.Describe(Error);
            else if (Rules.IsEmpty) yield return "no rule applies";
        }
    }
}
