using System.Collections.Immutable;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Server.Reloading;

/// <summary>Why a state of the policies was not put in force.</summary>
/// <param name="Time">When it was refused.</param>
/// <param name="Findings">The errors and warnings that are told.</param>
/// <param name="ErrorCount">How many errors there are.</param>
/// <param name="Count">How many errors and warnings there are.</param>
internal sealed record Refusal(DateTimeOffset Time, ImmutableArray<SourceDiagnostic> Findings, int ErrorCount, int Count)
{
    /// <summary>For all that was found.</summary>
    /// <param name="time">When it was refused.</param>
    /// <param name="findings">All errors and warnings.</param>
    /// <param name="source">How messages name the source.</param>
    public static Refusal Of(DateTimeOffset time, ImmutableArray<SourceDiagnostic> findings, string source) => new(
        time, ToldFindings.Of(findings, source), findings.Count(static finding => finding.Severity == Severity.Error), findings.Length);

    /// <summary>Whether the same was refused for the same reasons, as far as they are told.</summary>
    public bool IsAs(Refusal other) =>
        ErrorCount == other.ErrorCount && Count == other.Count && (Findings == other.Findings || Findings.SequenceEqual(other.Findings));
}
