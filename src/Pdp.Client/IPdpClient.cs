namespace Pdp.Client;

/// <summary>
/// Asks a policy decision point. Trouble with it is no exception: it is a decision that denies, with the reason. All that is ever thrown is
/// the caller's own cancellation, and what is said of a request that was built wrongly or a client that is disposed.
/// </summary>
public interface IPdpClient
{
    /// <summary>Asks one question.</summary>
    /// <param name="request">The question.</param>
    /// <param name="cancellationToken">Ends the call when its caller does not want the answer any more.</param>
    /// <returns>The decision, at the latest when the call's time is over.</returns>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    ValueTask<AuthorizationDecision> CheckAsync(AccessRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Asks many questions. Those with the very same subject and context (the same objects) are one call, and are answered at one revision
    /// and time.
    /// </summary>
    /// <param name="requests">The questions.</param>
    /// <param name="cancellationToken">Ends the calls when their caller does not want the answers any more.</param>
    /// <returns>As many decisions, in the order of the questions.</returns>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    ValueTask<IReadOnlyList<AuthorizationDecision>> CheckManyAsync(IReadOnlyList<AccessRequest> requests, CancellationToken cancellationToken);
}
