using System.Collections.Immutable;

namespace Pdp.Server.Serving;

/// <summary>How what comes into force stands to what was before, as far as that is known.</summary>
/// <param name="Before">Revisions that are known to come before it, the latest last; default: none are.</param>
/// <param name="IsBack">Whether it is older than what was in force, as an operator allows: nobody who demands that may be answered by it.</param>
internal readonly record struct Lineage(ImmutableArray<string> Before, bool IsBack = false);
