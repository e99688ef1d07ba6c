using System.Diagnostics;
using System.Globalization;
using Pdp.Contracts.V1;
using Pdp.Identity.Tests.Kit;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Tokens;

/// <summary>Calls with a token that was verified before, beside calls without, in turns.</summary>
public sealed class TokenCostTests
{
    private const int Turn = 100;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static int Calls => int.Parse(Environment.GetEnvironmentVariable("PDP_TOKEN_CALLS") ?? "200", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_token_is_verified_once_for_all_its_calls()
    {
        await using var scene = new TokenScene();
        await using var server = await scene.StartAsync();
        var with = TokenScene.Ask(Forge.Good(), "own");
        var without = TokenScene.Ask("", "own");
        without.Subject = new Subject { Type = "user", Id = "alice" };
        (string Kind, CheckRequest Request, List<double> Times)[] kinds = [("without a token", without, []), ("with a token", with, [])];
        for (var made = 0; made < Calls; made += Turn)
        {
            foreach (var (_, request, times) in kinds)
            {
                var start = Stopwatch.GetTimestamp();
                for (var i = 0; i < Turn; i++) Assert.Equal(Decision.Permit, (await server.Decisions.CheckAsync(request, cancellationToken: Cancelled)).Decision);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds / Turn);
            }
        }

        foreach (var (kind, _, times) in kinds)
        {
            times.Sort();
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind}: {times[times.Count / 2]:0.0} µs a call in the middle, {times[0]:0.0} least, of {times.Count} turns of {Turn}"));
        }

        // the keys are gone, and the token needs them no more
        File.Delete(scene["keys.json"]);
        Assert.Equal(Decision.Permit, (await server.Decisions.CheckAsync(with, cancellationToken: Cancelled)).Decision);
    }
}
