using Pdp.Client.Tests.Support;
using Xunit;

namespace Pdp.Client.Tests.Calls;

/// <summary>An answer of an older bundle is none.</summary>
public sealed class SequenceGuardTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, ReasonCode.StalePolicy)]
    [InlineData(true, ReasonCode.Permitted)]
    public async Task Older_bundles_are_refused_unless_they_are_allowed(bool allowed, ReasonCode reason)
    {
        var script = new Script();
        await using var pdp = await ScriptedPdp.StartAsync(script);
        await using var client = Ask.Client(pdp.EndPoint, options =>
        {
            options.Timeout = TimeSpan.FromSeconds(10);
            options.AllowOlderBundles = allowed;
        });
        var reasons = new List<ReasonCode>();
        foreach (ulong sequence in new ulong[] { 0, 5, 5, 4, 0, 6, 5 })
        {
            var answer = Script.Permit();
            answer.Sequence = sequence;
            script.Check = (_, _) => Task.FromResult(answer);
            reasons.Add((await client.CheckAsync(Ask.Permitted(), Cancellation)).Reason);
        }

        Assert.Equal([ReasonCode.Permitted, ReasonCode.Permitted, ReasonCode.Permitted, reason, reason, ReasonCode.Permitted, reason], reasons);
    }
}
