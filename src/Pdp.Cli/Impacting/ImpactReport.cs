using System.Collections.Immutable;
using Pdp.Authoring.Boundaries;
using Pdp.Cli.Auditing;
using Pdp.Cli.Diffing;
using Pdp.Cli.Output;

namespace Pdp.Cli.Impacting;

/// <summary>What a change of policies makes of requests.</summary>
/// <param name="Old">The policies as they were.</param>
/// <param name="New">The policies as they are to be.</param>
/// <param name="Tally">The changes.</param>
/// <param name="Sources">Where the requests are from, each with how many there are and how many of their answers change.</param>
/// <param name="Cases">The generated requests, and the rules that changed.</param>
/// <param name="AreCasesWanted">Whether requests were generated.</param>
/// <param name="Log">The decision log; null: none was given.</param>
/// <param name="Seed">Which of the variations that are too many were made.</param>
internal sealed record ImpactReport(
    DiffSource Old, DiffSource New, ChangeTally Tally, ImmutableArray<ImpactSource> Sources, BoundaryCases Cases, bool AreCasesWanted, LoggedRequests? Log, int Seed)
{
    /// <summary>What was asked, in words.</summary>
    public string Asked => Sources.IsEmpty ? "nothing was asked" : string.Join("; ", Sources.Select(static source => source.Words));

    /// <summary>
    /// Changed rules of which no request shows what their change does, by what they made, with what that means. That no answer changes says
    /// nothing about them.
    /// </summary>
    public IEnumerable<UnseenRules> Unseen
    {
        get
        {
            ChangedRule[] idle = [.. Cases.Changes.Idle];
            if (idle.Length > 0) yield return new UnseenRules($"{InNumbers(idle)} made none of the answers: no request here shows what {(idle.Length == 1 ? "it does" : "they do")}", idle);
            ChangedRule[] unseen = [.. Cases.Changes.WithoutChange];
            if (unseen.Length > 0) yield return new UnseenRules($"{InNumbers(unseen)} made answers, and none that changes: no request here shows what the change does", unseen);
        }
    }

    private static string InNumbers(ChangedRule[] changed)
    {
        var policies = changed.Count(static one => one.Rule is null);
        return policies == 0 ? Counted.Of(changed.Length, "changed rule")
            : policies == changed.Length ? Counted.Of(policies, "changed policy", "changed policies")
            : Counted.Of(changed.Length, "changed rules and policies", "changed rules and policies");
    }

    /// <summary>What was not looked at, in words, a line each.</summary>
    public IEnumerable<string> NotLookedAt
    {
        get
        {
            if (Sources.All(static source => source.Kind != ImpactSourceKind.Tests)) yield return "the requests of the tests: `--no-tests` leaves them out";
            if (Log is null) yield return "requests that were made of a server: `--log` takes those of a decision log";
            if (Log?.Words is { } leftOut) yield return leftOut;
            if (Log?.Missing > 0) yield return $"{Counted.Of(Log.Missing, "decision")} not in the log, as it tells itself";
            if (Cases.Changes.Shadows > 0) yield return $"{Counted.Of(Cases.Changes.Shadows, "changed rule")} of shadow versions, which make no answers";
            if (!Cases.OtherChanges.IsEmpty)
                yield return $"what else follows of {string.Join(" and ", Cases.OtherChanges)}, which differ: attributes of which schemas say something else are varied, and no more";
            if (!AreCasesWanted)
            {
                yield return "requests at the boundaries of conditions: `--cases 0` leaves them out";
                yield break;
            }

            if (Cases.LeftOut > 0) yield return $"about {Counted.Of(Cases.LeftOut, "more variation")} at boundaries: `--cases` makes more of them";
            if (Cases.DroppedValues > 0) yield return $"{Counted.Of(Cases.DroppedValues, "value")} that conditions name, as a place has too many";
            if (Cases.NotUnderstood.Length > 0)
                yield return $"{Counted.Of(Cases.NotUnderstood.Length, "part")} of conditions of which no values are derived: {Examples(Cases.NotUnderstood)}";
            yield return "more than two places of a request at a time, other values than those that conditions name, what these make together and their neighbours, and what entities know";
        }
    }

    private static string Examples(ImmutableArray<string> parts)
    {
        const int Most = 3;
        var told = string.Join(", ", parts.Take(Most).Select(static part => Printable.Quoted(part)));
        return parts.Length > Most ? $"{told} and others" : told;
    }
}

/// <summary>Changed rules of which no request shows what their change does.</summary>
/// <param name="Words">What they made.</param>
/// <param name="Rules">The rules.</param>
internal sealed record UnseenRules(string Words, IReadOnlyList<ChangedRule> Rules)
{
    /// <summary>A rule in words: its policy, its id in backticks, or that the policy decides without one, and whether it was added or removed.</summary>
    public static string Of(ChangedRule rule) => $"{Printable.Unquoted(rule.Policy)}, {(rule.Rule is { } id ? $"rule {Printable.Quoted(id)}" : "where no rule of it decides")}" + rule.State switch
    {
        ChangedRuleState.Added => ", new",
        ChangedRuleState.Removed => ", removed",
        _ => "",
    };
}

/// <summary>Where requests are from.</summary>
/// <param name="Kind">From what.</param>
/// <param name="Requests">How many there are.</param>
/// <param name="Changed">How many of their answers change.</param>
internal sealed record ImpactSource(ImpactSourceKind Kind, long Requests, long Changed)
{
    /// <summary>The same in words.</summary>
    public string Words => $"{Counted.Of(Requests, "request")} of {Kind.Words()}";
}

/// <summary>From what requests are.</summary>
internal enum ImpactSourceKind
{
    /// <summary>The tests of both sides.</summary>
    Tests,

    /// <summary>A decision log.</summary>
    Log,

    /// <summary>Made at the boundaries of conditions.</summary>
    Cases,
}

/// <summary>The sources in words.</summary>
internal static class ImpactSourceKinds
{
    /// <summary>For people.</summary>
    public static string Words(this ImpactSourceKind kind) => kind switch
    {
        ImpactSourceKind.Tests => "tests",
        ImpactSourceKind.Log => "the log",
        _ => "generated cases",
    };

    /// <summary>For programs.</summary>
    public static string Name(this ImpactSourceKind kind) => kind switch
    {
        ImpactSourceKind.Tests => "tests",
        ImpactSourceKind.Log => "log",
        _ => "cases",
    };
}
