using Xunit;

namespace Pdp.Client.Tests;

/// <summary>What nobody has decided, denies.</summary>
public sealed class AuthorizationDecisionTests
{
    [Fact]
    public void What_nobody_has_decided_denies()
    {
        Assert.False(default(AuthorizationDecision).IsPermitted);
        Assert.False(new AuthorizationDecision().IsPermitted);
        Assert.False((new AuthorizationDecision[3])[1].IsPermitted);
        Assert.Equal(Effect.Unspecified, default);
        Assert.Equal(ReasonCode.Unspecified, default(AuthorizationDecision).Reason);
        Assert.Empty(default(AuthorizationDecision).Obligations);
        Assert.Empty(default(AuthorizationDecision).PolicyRevision);
    }

    [Fact]
    public void Only_a_permission_permits()
    {
        foreach (var reason in Enum.GetValues<ReasonCode>().Where(reason => reason != ReasonCode.Permitted))
            Assert.False(AuthorizationDecision.ForTesting(Effect.Deny, reason).IsPermitted);
        Assert.True(AuthorizationDecision.ForTesting(Effect.Permit, ReasonCode.Permitted).IsPermitted);
        Assert.Throws<ArgumentException>(() => AuthorizationDecision.ForTesting(Effect.Permit, ReasonCode.Denied));
        Assert.Throws<ArgumentException>(() => AuthorizationDecision.ForTesting(Effect.Deny, ReasonCode.Permitted));
    }
}
