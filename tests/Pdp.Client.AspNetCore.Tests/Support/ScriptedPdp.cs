namespace Pdp.Client.AspNetCore.Tests.Support;

/// <summary>Answers as it is told, and keeps what it was asked.</summary>
internal sealed class ScriptedPdp(Func<AccessRequest, AuthorizationDecision> answer) : IPdpClient
{
    public static AuthorizationDecision Permit { get; } = AuthorizationDecision.ForTesting(Effect.Permit, ReasonCode.Permitted);

    public List<AccessRequest> Asked { get; } = [];

    public ValueTask<AuthorizationDecision> CheckAsync(AccessRequest request, CancellationToken cancellationToken)
    {
        lock (Asked) Asked.Add(request);
        return ValueTask.FromResult(answer(request));
    }

    public ValueTask<IReadOnlyList<AuthorizationDecision>> CheckManyAsync(IReadOnlyList<AccessRequest> requests, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
