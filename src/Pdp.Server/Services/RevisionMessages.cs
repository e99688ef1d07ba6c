using Google.Protobuf.WellKnownTypes;
using Pdp.Bundles;
using Pdp.Contracts.V1;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Pdp.Server.Reloading;
using Pdp.Server.Serving;

namespace Pdp.Server.Services;

/// <summary>What is told of the revision in force, and of what keeps a newer one from it.</summary>
internal static class RevisionMessages
{
    /// <summary>Why what was kept must not be relied upon.</summary>
    public const string Kept = "the policies are what was kept of an earlier run: nothing of their source could be put in force since";

    private const int MostFindings = 100;

    /// <summary>The message for a state.</summary>
    /// <param name="state">What is in force, and what is not.</param>
    /// <param name="freshness">Tells when the source was reached.</param>
    public static GetRevisionResponse Of(ServingState state, Freshness freshness)
    {
        var message = state.Bundle!.Revision.Clone();
        var origin = state.Bundle.Bundle.Origin;
        message.Epoch = state.Bundle.Epoch;
        message.Source = state.Bundle.Bundle.Directory;
        if (freshness.ReachedAt is { } reached) message.SourceReachedAt = Timestamp.FromDateTimeOffset(reached);
        if (state.Staleness is { } stale) message.Staleness = new Contracts.V1.Staleness { Since = Timestamp.FromDateTimeOffset(stale.Since), Reason = stale.Message };
        else if (state is { IsKept: true, Refusal: { } since }) message.Staleness = new Contracts.V1.Staleness { Since = Timestamp.FromDateTimeOffset(since.Time), Reason = Kept };
        if (state.Refusal is { } refusal) message.Refusal = Of(refusal);
        if (origin.NotAfter is { } end) message.NotAfter = Timestamp.FromDateTimeOffset(end);
        message.Sequence = (ulong)Math.Max(0, origin.Sequence ?? 0);
        return message;
    }

    private static Contracts.V1.Refusal Of(Reloading.Refusal refusal)
    {
        var message = new Contracts.V1.Refusal
        {
            Time = Timestamp.FromDateTimeOffset(refusal.Time),
            ErrorCount = refusal.ErrorCount,
            More = Math.Max(0, refusal.Count - MostFindings),
        };
        foreach (var finding in refusal.Findings.Take(MostFindings)) message.Findings.Add(Of(finding));
        return message;
    }

    private static Finding Of(SourceDiagnostic finding)
    {
        var place = DiagnosticText.PlaceOf(finding);
        return new Finding
        {
            Code = finding.Code,
            IsError = finding.Severity == Severity.Error,
            File = finding.Location.File,
            Pointer = finding.Location.Pointer,
            Line = place?.Line ?? 0,
            Column = place?.Column ?? 0,
            Message = finding.Message,
            Help = finding.Help ?? "",
        };
    }
}
