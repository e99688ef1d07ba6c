using System.Runtime.CompilerServices;

namespace Pdp.Client;

/// <summary>Sees to it that a permission holds only when what it demands is done.</summary>
internal sealed class ObligationDesk(IReadOnlyDictionary<string, ObligationHandler?> known, TimeProvider clock)
{
    /// <summary>Fulfils what a verdict demands.</summary>
    /// <param name="verdict">What the PDP says.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="left">How long it may take.</param>
    /// <param name="cancellation">Ends when the caller leaves.</param>
    /// <returns>What holds then.</returns>
    public ValueTask<Verdict> FulfilAsync(Verdict verdict, AccessRequest request, TimeSpan left, CancellationToken cancellation) =>
        verdict.Obligations.Count == 0 ? ValueTask.FromResult(verdict) : FulfilAllAsync(verdict, request, left, cancellation);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Verdict> FulfilAllAsync(Verdict verdict, AccessRequest request, TimeSpan left, CancellationToken cancellation)
    {
        foreach (var obligation in verdict.Obligations)
        {
            if (!known.ContainsKey(obligation.Id) && verdict.Effect == Effect.Permit)
                return Refuse(verdict, ReasonCode.UnknownObligation, $"the application has no handler for the obligation `{obligation.Id}`");
        }

        using var deadline = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.FromTicks(1), clock);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        foreach (var obligation in verdict.Obligations)
        {
            if (known.GetValueOrDefault(obligation.Id) is not { } handler) continue;
            try
            {
                // a handler that does not look at its token is not waited for
                await Task.Run(() => handler(obligation, request, ending.Token).AsTask(), ending.Token).WaitAsync(ending.Token);
            }
            catch (Exception failure)
            {
                cancellation.ThrowIfCancellationRequested();
                var why = deadline.IsCancellationRequested ? "was not done in time" : $"failed: {failure.GetType().Name}: {failure.Message}";
                var detail = $"the obligation `{obligation.Id}` {why}";
                if (verdict.Effect == Effect.Permit) return Refuse(verdict, ReasonCode.ObligationFailed, detail);
                verdict = verdict with { Detail = verdict.Detail.Length == 0 ? detail : $"{verdict.Detail}; {detail}" };
            }
        }

        return verdict;
    }

    private static Verdict Refuse(Verdict verdict, ReasonCode reason, string detail) =>
        verdict with { Effect = Effect.Deny, Reason = reason, UserReason = "", Detail = detail };
}
