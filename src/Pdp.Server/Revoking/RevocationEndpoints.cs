using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Identity.Revocations;
using Pdp.Server.Services;
using Pdp.Wire.Requests;
using Revocation = Pdp.Identity.Revocations.Revocation;
using RevocationMessage = Pdp.Contracts.V1.Revocation;

namespace Pdp.Server.Revoking;

/// <summary>The methods of <c>pdp.v1.RevocationService</c>.</summary>
/// <param name="revocations">What is revoked.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Is told what is revoked and taken back.</param>
internal sealed partial class RevocationEndpoints(Revocations revocations, TimeProvider clock, ILogger<RevocationEndpoints> logger)
{
    /// <summary>The most in one call.</summary>
    public const int MostInCall = 1000;

    private const int DefaultPage = 100;
    private const int LargestPage = 1000;

    /// <summary>Revokes.</summary>
    public Task<RevokeResponse> Revoke(Received<RevokeRequest> received)
    {
        var read = Read((received.Message ?? throw Malformed.Call(received.Fault!)).Revocations, clock.GetUtcNow());
        var epoch = Change(() => revocations.Revoke(read))
            ?? throw new RpcException(new Status(StatusCode.ResourceExhausted, $"there would be more than {DenyList.Most} revocations: give them an end with `until`"));
        LogRevoked(logger, read.Count, epoch);
        return Task.FromResult(new RevokeResponse { RevocationEpoch = epoch });
    }

    /// <summary>Takes revocations back.</summary>
    public Task<RestoreResponse> Restore(Received<RestoreRequest> received)
    {
        var read = Read((received.Message ?? throw Malformed.Call(received.Fault!)).Revocations);
        var (restored, still, epoch) = Change(() => revocations.Restore(read));
        LogRestored(logger, restored, epoch);
        return Task.FromResult(new RestoreResponse { Restored = restored, StillRevoked = still, RevocationEpoch = epoch });
    }

    /// <summary>Tells what is revoked.</summary>
    public Task<ListRevocationsResponse> ListRevocations(Received<ListRevocationsRequest> received)
    {
        var message = received.Message ?? throw Malformed.Call(received.Fault!);
        if (message.PageSize < 0) throw Malformed.Call([new Violation("page_size", $"expected a number from 0 on, got {message.PageSize}")]);
        var size = message.PageSize == 0 ? DefaultPage : Math.Min(message.PageSize, LargestPage);
        var (list, epoch) = revocations.Now;
        var now = clock.GetUtcNow();
        var all = list.All.Where(one => one.CountsAt(now)).OrderBy(RevocationPage.Place, StringComparer.Ordinal).ToArray();
        var first = 0;
        if (message.PageToken.Length > 0)
        {
            var after = RevocationPage.Read(message.PageToken) ?? throw Malformed.Call([new Violation("page_token", "expected the `next_page_token` of an answer, got something else")]);
            first = Array.FindIndex(all, one => string.CompareOrdinal(RevocationPage.Place(one), after) > 0);
            if (first < 0) first = all.Length;
        }

        var response = new ListRevocationsResponse { RevocationEpoch = epoch, Total = all.Length };
        response.Revocations.Add(all.Skip(first).Take(size).Select(RevocationMessages.Of));
        if (first + size < all.Length) response.NextPageToken = RevocationPage.Write(all[first + size - 1]);
        return Task.FromResult(response);
    }

    // what would not count must not be told to be revoked
    private static List<Revocation> Read(Google.Protobuf.Collections.RepeatedField<RevocationMessage> messages, DateTimeOffset? counted = null)
    {
        if (messages.Count is 0 or > MostInCall) throw Malformed.Call([new Violation("revocations", $"expected 1 to {MostInCall}, got {messages.Count}")]);
        var violations = new List<Violation>();
        var read = new List<Revocation>(messages.Count);
        for (var i = 0; i < messages.Count; i++)
        {
            var (one, fault) = RevocationMessages.Read(messages[i]);
            if (one is not null && counted is { } now && !one.CountsAt(now)) violations.Add(new Violation($"revocations[{i}].until", $"expected a time to come, got {messages[i].Until}"));
            else if (one is not null) read.Add(one);
            else violations.Add(new Violation($"revocations[{i}]", fault!));
        }

        return violations.Count == 0 ? read : throw Malformed.Call(violations);
    }

    private T Change<T>(Func<T> change)
    {
        if (!revocations.AreKept)
            throw new RpcException(new Status(StatusCode.FailedPrecondition, "this server keeps nothing, and would forget it when it starts again: `--state DIR` names a folder for that"));
        try
        {
            return change();
        }
        catch (IOException exception)
        {
            LogNotKept(logger, exception);
            throw new RpcException(new Status(StatusCode.Unavailable, "it could not be written to the state folder, and has not changed anything"));
        }
    }

    [LoggerMessage(Logging.EventIds.Revoked, LogLevel.Information, "revoked by a call: {Count} (epoch {Epoch})", EventName = nameof(Logging.EventIds.Revoked))]
    private static partial void LogRevoked(ILogger logger, int count, long epoch);

    [LoggerMessage(Logging.EventIds.Restored, LogLevel.Information, "taken back by a call: {Count} revocations (epoch {Epoch})", EventName = nameof(Logging.EventIds.Restored))]
    private static partial void LogRestored(ILogger logger, int count, long epoch);

    [LoggerMessage(Logging.EventIds.RevocationsNotKept, LogLevel.Error, "a change of the revocations could not be written to the state folder, and has not changed anything", EventName = nameof(Logging.EventIds.RevocationsNotKept))]
    private static partial void LogNotKept(ILogger logger, Exception exception);
}
