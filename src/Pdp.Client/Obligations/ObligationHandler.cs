namespace Pdp.Client;

/// <summary>Does what a policy demands before its permission holds. When it throws, or is not done by the call's deadline, the decision denies.</summary>
/// <param name="obligation">What is demanded.</param>
/// <param name="request">What was asked.</param>
/// <param name="cancellationToken">Ends at the call's deadline, and when its caller leaves.</param>
public delegate ValueTask ObligationHandler(Obligation obligation, AccessRequest request, CancellationToken cancellationToken);
