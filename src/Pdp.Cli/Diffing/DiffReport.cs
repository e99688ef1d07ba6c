using Pdp.Bundles;
using Pdp.Cli.Auditing;
using Pdp.Language.Values;

namespace Pdp.Cli.Diffing;

/// <summary>What came of a comparison.</summary>
/// <param name="Old">The old answers.</param>
/// <param name="New">The new ones.</param>
/// <param name="Now">The time of all decisions; null: each was made at the time of its record.</param>
/// <param name="Tally">The changes.</param>
/// <param name="Invalid">How many lines were no requests.</param>
/// <param name="Requests">The file of the requests; null: standard input, or a log.</param>
/// <param name="Log">The decision log that the requests are of; null: they are of a file.</param>
internal sealed record DiffReport(DiffSource Old, DiffSource New, Timestamp? Now, ChangeTally Tally, long Invalid, string? Requests, LoggedRequests? Log)
{
    /// <summary>What a request is counted by: its line in a file, or its record in a log.</summary>
    public string Unit => Log is null ? "line" : "record";
}

/// <summary>Where answers come from.</summary>
/// <param name="Place">What the command line says.</param>
/// <param name="Revision">The policies; null: a log of decisions of any.</param>
internal sealed record DiffSource(string Place, string? Revision);

/// <summary>One side of a comparison.</summary>
/// <param name="Place">What the command line says.</param>
/// <param name="Bundle">What was loaded from there.</param>
internal sealed record DiffSide(string Place, Bundle Bundle)
{
    /// <summary>Where its answers come from.</summary>
    public DiffSource Source => new(Place, Bundle.Revision);
}
