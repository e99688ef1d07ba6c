using System.Diagnostics;
using System.Globalization;
using Pdp.Identity.Tests.Kit;
using Xunit;
using static Pdp.Identity.Tests.Kit.Forge;

namespace Pdp.Identity.Tests.Tokens;

/// <summary>What a token costs that was verified before, beside one that was not, in turns of one run.</summary>
public sealed class TokenHitCostTests
{
    private static int Turns => int.Parse(Environment.GetEnvironmentVariable("PDP_TOKEN_TURNS") ?? "20", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_token_that_is_kept_costs_a_small_part_of_one_that_is_verified()
    {
        const int Hits = 2000;
        const int Verifications = 20;
        await using var bench = await Bench.StartAsync([Bench.Access()], _ => new FakeDocuments(Bench.GoodSet), cached: 1000);
        var kept = Bytes(Good());
        await bench.Verifier.VerifyAsync(kept, default, TestContext.Current.CancellationToken);
        var (found, verified, next) = (double.MaxValue, double.MaxValue, 0);
        for (var turn = 0; turn < Turns; turn++)
        {
            var begun = Stopwatch.GetTimestamp();
            for (var i = 0; i < Hits; i++) Assert.True(bench.Verifier.TryFind(kept, default, out _));
            found = Math.Min(found, Stopwatch.GetElapsedTime(begun).TotalMicroseconds / Hits);
            var tokens = Enumerable.Range(0, Verifications).Select(_ => Bytes(Good(("jti", $"\"n{next++}\"")))).ToArray();
            begun = Stopwatch.GetTimestamp();
            foreach (var token in tokens) await bench.Verifier.VerifyAsync(token, default, TestContext.Current.CancellationToken);
            verified = Math.Min(verified, Stopwatch.GetElapsedTime(begun).TotalMicroseconds / Verifications);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"of a token of {kept.Length} bytes, each the least of {Turns} turns: {found:0.00} µs when it is kept, {verified:0.0} µs when it is verified (RS256)"));
        Assert.True(found < verified / 5, $"{found} µs, {verified} µs");
    }
}
