namespace Pdp.Cli.Shadowing;

/// <summary>What shadow versions said, from wherever it was read.</summary>
/// <param name="Source">Where it was read: a server's address or a file.</param>
/// <param name="Revision">The revision that a server serves; null of a file.</param>
/// <param name="Share">The share of the requests; null of a file.</param>
/// <param name="Samples">What a file's samples leave out; null of a server.</param>
/// <param name="Shadows">The shadow versions, by id and version.</param>
internal sealed record ShadowSummary(string Source, string? Revision, double? Share, SampleGaps? Samples, IReadOnlyList<ShadowLine> Shadows);

/// <summary>What samples leave out.</summary>
/// <param name="Rate">Samples beyond the bound of a second.</param>
/// <param name="Queue">Samples that came faster than they could be written.</param>
/// <param name="Failed">Samples that could not be written.</param>
/// <param name="Invalid">Lines that are no samples.</param>
internal sealed record SampleGaps(long Rate, long Queue, long Failed, long Invalid)
{
    /// <summary>How many samples are not in the file.</summary>
    public long LeftOut => Rate + Queue + Failed;
}

/// <summary>What one shadow version said beside one version in force.</summary>
/// <param name="Policy">The policy's id.</param>
/// <param name="Version">The shadow's version.</param>
/// <param name="InForce">The version in force; null: there is none.</param>
/// <param name="Since">Since when it is counted; of a file, the time of the first sample.</param>
/// <param name="Until">The time of the last sample of a file; null of a server.</param>
/// <param name="Evaluated">On how many requests it was evaluated; null of a file, which has differing ones only.</param>
/// <param name="Errors">On how many it was in error.</param>
/// <param name="Rows">By what it differed, what is newly permitted first, and of that the most frequent.</param>
internal sealed record ShadowLine(
    string Policy, int Version, int? InForce, DateTimeOffset? Since, DateTimeOffset? Until, long? Evaluated, long Errors, IReadOnlyList<ShadowRow> Rows)
{
    /// <summary>On how many requests it differed.</summary>
    public long Differed => Rows.Sum(static row => row.Count);

    /// <summary>On how many it permits what is not permitted.</summary>
    public long NewlyPermitted => Rows.Where(static row => row.Decision == "PERMIT").Sum(static row => row.Count);

    /// <summary>On how many it does not permit what is permitted.</summary>
    public long NoLongerPermitted => Rows.Where(static row => row.InForce == "PERMIT").Sum(static row => row.Count);

    /// <summary>Rows in the order of reports.</summary>
    public static IReadOnlyList<ShadowRow> InOrder(IEnumerable<ShadowRow> rows) =>
    [
        .. rows.OrderByDescending(static row => row.Decision == "PERMIT").ThenByDescending(static row => row.InForce == "PERMIT")
            .ThenBy(static row => row.IsRest).ThenByDescending(static row => row.Count)
            .ThenBy(static row => $"{row.InForce} {row.Decision} {row.InForceCause} {row.Cause}", StringComparer.Ordinal),
    ];
}

/// <summary>How often a shadow differed by the same rules.</summary>
/// <param name="InForce">The decision of the version in force, as answers spell it.</param>
/// <param name="Decision">The decision of the shadow.</param>
/// <param name="Count">How often.</param>
/// <param name="InForceCause">What made the one; null when nothing applied.</param>
/// <param name="Cause">What made the other.</param>
/// <param name="IsRest">Whether it counts what has no row of its own.</param>
/// <param name="Example">The first such request, or null.</param>
internal sealed record ShadowRow(
    string InForce, string Decision, long Count, ShadowReason? InForceCause, ShadowReason? Cause, bool IsRest, ShadowCase? Example);

/// <summary>What made a decision.</summary>
/// <param name="Policy">Path of policy ids.</param>
/// <param name="Version">The document's version.</param>
/// <param name="Rule">The rule's id, or null.</param>
/// <param name="Code">The error's code, or null.</param>
internal sealed record ShadowReason(string Policy, int Version, string? Rule, string? Code);

/// <summary>A request by its names.</summary>
internal sealed record ShadowCase(
    string Time, string DecisionId, string SubjectType, string SubjectId, string Action, string ResourceType, string ResourceId);
