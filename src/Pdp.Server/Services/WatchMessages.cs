using Google.Protobuf.WellKnownTypes;
using Pdp.Bundles.Changes;
using Pdp.Contracts.V1;
using Pdp.Identity.Revocations;
using Pdp.Language.Diagnostics;
using Pdp.Server.Revoking;
using Pdp.Server.Serving;
using ChangeKind = Pdp.Bundles.Changes.ChangeKind;
using WireKind = Pdp.Contracts.V1.ChangeKind;

namespace Pdp.Server.Services;

/// <summary>Writes what watchers are told.</summary>
internal static class WatchMessages
{
    private const int MostRevocations = 1000;

    // clients take messages of 4 MiB, unless they say otherwise
    private const int MostRevocationBytes = 1024 * 1024;

    /// <summary>What is served, without changes.</summary>
    /// <param name="state">How it stands.</param>
    /// <param name="revocationEpoch">The number of the state of the revocations.</param>
    /// <param name="sinceEpoch">The epoch that changes are counted from.</param>
    public static WatchResponse Of(ServingState state, long revocationEpoch, long sinceEpoch)
    {
        var bundle = state.Bundle!;
        var message = new WatchResponse
        {
            Epoch = bundle.Epoch,
            Revision = bundle.Revision.Revision,
            ActiveSince = bundle.Revision.ActiveSince,
            SinceEpoch = sinceEpoch,
            RevocationEpoch = revocationEpoch,
        };
        if (state.Staleness is { } staleness)
            message.Staleness = new Staleness { Since = Timestamp.FromDateTimeOffset(staleness.Since), Reason = staleness.Message };
        if (state.Refusal is not { } refusal) return message;
        message.RefusedAt = Timestamp.FromDateTimeOffset(refusal.Time);
        message.RefusedErrors = refusal.Findings.Count(static finding => finding.Severity == Severity.Error);
        return message;
    }

    /// <summary>Adds what is revoked.</summary>
    public static void Add(WatchResponse message, DenyList revocations, DateTimeOffset now)
    {
        if (revocations.Count <= MostRevocations) message.Revocations.Add(revocations.All.Where(one => one.CountsAt(now)).Select(RevocationMessages.Of));
        message.MoreRevocations = revocations.Count > MostRevocations || message.Revocations.Sum(static one => one.CalculateSize()) > MostRevocationBytes;
        if (message.MoreRevocations) message.Revocations.Clear();
    }

    /// <summary>Adds what has changed.</summary>
    public static void Add(WatchResponse message, BundleChanges changes)
    {
        message.EverythingChanged = changes.IsUnknown;
        foreach (var policy in changes.Policies)
        {
            message.PolicyChanges.Add(new PolicyChange
            {
                Id = policy.Id, Kind = Kind(policy.Kind), FromVersion = policy.From ?? 0, ToVersion = policy.To ?? 0, File = policy.File,
            });
        }

        foreach (var document in changes.Documents)
            message.DocumentChanges.Add(new DocumentChange { File = document.File, DocumentKind = document.Document, Kind = Kind(document.Kind) });
    }

    private static WireKind Kind(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => WireKind.Added,
        ChangeKind.Removed => WireKind.Removed,
        _ => WireKind.Changed,
    };
}
