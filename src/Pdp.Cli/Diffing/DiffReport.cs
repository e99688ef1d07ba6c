using Pdp.Bundles;
using Pdp.Language.Values;

namespace Pdp.Cli.Diffing;

/// <summary>What came of a comparison.</summary>
/// <param name="Old">The old policies.</param>
/// <param name="New">The new ones.</param>
/// <param name="Now">The time of all decisions.</param>
/// <param name="Tally">The changes.</param>
/// <param name="Invalid">How many lines were no requests.</param>
/// <param name="Requests">The file of the requests; null: standard input.</param>
internal sealed record DiffReport(DiffSide Old, DiffSide New, Timestamp Now, ChangeTally Tally, long Invalid, string? Requests);

/// <summary>One side of a comparison.</summary>
/// <param name="Place">What the command line says.</param>
/// <param name="Bundle">What was loaded from there.</param>
internal sealed record DiffSide(string Place, Bundle Bundle);
