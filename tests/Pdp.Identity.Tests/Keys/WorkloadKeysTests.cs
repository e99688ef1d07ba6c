using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Pdp.Identity.Settings;
using Pdp.Identity.Tests.Kit;
using Pdp.Identity.Tokens;
using Pdp.Identity.WorkloadApi;
using Pdp.TestKit.Workloads;
using Xunit;
using static Pdp.Identity.Tests.Kit.Forge;

namespace Pdp.Identity.Tests.Keys;

/// <summary>JWT-SVIDs whose keys a Workload API in another language pushes, over a real socket.</summary>
public sealed class WorkloadKeysTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pdp-wk-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_is_pushed_counts_at_once_and_so_does_what_is_not_said_any_more()
    {
        var address = WorkloadAddress.Parse($"unix://{_folder.FullName}/agent.sock", out _)!;
        await using var agent = await WorkloadAgent.StartAsync(address.Text, Cancelled);
        var time = new FakeTimeProvider(Now);
        var settings = IdentityDocument.Read(
            Bytes("""{"issuers":[{"trustDomain":"example.org","audiences":["pdp"],"keys":{"workloadApi":true},"refresh":"1m","maxStale":"10m"}]}"""), "/", out var problems, address);
        Assert.Empty(problems);
        await using var verifier = new TokenVerifier(settings!, time);
        await agent.SayAsync(Say("example.org", Jwk(Curve, "one", ",\"use\":\"jwt-svid\"")), Cancelled);
        await verifier.StartAsync();
        Assert.Equal("FetchJWTBundles true", await agent.CallAsync(Cancelled));
        Assert.Equal(TokenProblem.None, await Problem("one"));
        Assert.Equal(TokenProblem.KeyUnknown, await Problem("two"));

        // another key takes its place, and a token that was verified before is refused
        await agent.SayAsync(Say("example.org", Jwk(Curve, "two", ",\"use\":\"jwt-svid\"")), Cancelled);
        await UntilAsync("two", TokenProblem.None);
        Assert.Equal(TokenProblem.KeyUnknown, await Problem("one"));

        // what is damaged leaves all as it was, and is told
        await agent.SayAsync(Say("example.org", "{}"), Cancelled);
        await agent.SayAsync(Say("example.com", Jwk(Curve, "two", ",\"use\":\"jwt-svid\"")), Cancelled);
        await UntilAsync("two", TokenProblem.KeyUnknown);
        await agent.SayAsync(Say("example.org", Jwk(Curve, "two", ",\"use\":\"jwt-svid\"")), Cancelled);
        await UntilAsync("two", TokenProblem.None);

        // a workload that is given nothing believes nobody
        await agent.AnswerAsync("PERMISSION_DENIED", "no identity", Cancelled);
        await UntilAsync("two", TokenProblem.KeyUnknown);
        await agent.SayAsync(Say("example.org", Jwk(Curve, "two", ",\"use\":\"jwt-svid\"")), Cancelled);
        await UntilAsync("two", TokenProblem.None, TimeSpan.FromSeconds(1));

        // one that cannot be reached has been right until now, and for a while
        await agent.DisposeAsync();
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(TokenProblem.None, await Problem("two"));
        time.Advance(TimeSpan.FromMinutes(6));
        await UntilAsync("two", TokenProblem.KeysUnavailable, TimeSpan.FromMinutes(1));

        async Task<TokenProblem> Problem(string key)
        {
            var now = time.GetUtcNow().ToUnixTimeSeconds();
            var token = Token($$"""{"alg":"ES256","kid":"{{key}}"}""", $$"""{"sub":"spiffe://example.org/a","aud":"pdp","exp":{{now + 60}}}""", Es256);
            return (await verifier.VerifyAsync(Bytes(token), default, Cancelled)).Problem;
        }

        async Task UntilAsync(string key, TokenProblem expected, TimeSpan step = default)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
            patience.CancelAfter(TimeSpan.FromSeconds(15));
            while (await Problem(key) != expected)
            {
                // pauses of the stream and of the looking are by the clock
                time.Advance(step);
                await Task.Delay(5, patience.Token);
            }
        }
    }

    [Fact]
    public async Task An_error_that_nobody_thought_of_does_not_end_the_watching()
    {
        var address = WorkloadAddress.Parse($"unix://{_folder.FullName}/agent.sock", out _)!;
        await using var agent = await WorkloadAgent.StartAsync(address.Text, Cancelled);
        var time = new FakeTimeProvider(Now);
        var failed = 0;
        await using var keys = new Identity.Keys.WorkloadKeys(address, time, _ => throw new InvalidOperationException($"no room {++failed}"));
        await agent.SayAsync(new JsonObject { ["jwt"] = new JsonObject { ["no trust domain"] = "" } }, Cancelled);
        keys.Start();
        while (Volatile.Read(ref failed) == 0) await Task.Delay(5, Cancelled);
        await agent.SayAsync(Say("example.org", Jwk(Curve, "one", ",\"use\":\"jwt-svid\"")), Cancelled);
        var documents = keys.Of("example.org", TimeSpan.FromMinutes(1));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(TimeSpan.FromSeconds(15));
        while (true)
        {
            try
            {
                if (System.Text.Encoding.UTF8.GetString(await documents.ReadAsync(patience.Token)).Contains("one", StringComparison.Ordinal)) return;
            }
            catch (Identity.Keys.KeyDocumentException)
            {
                // so far it is not known whether anything has changed
            }

            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, patience.Token);
        }
    }

    [Theory]
    [InlineData("""{"trustDomain":"example.org","audiences":["pdp"],"keys":{"workloadApi":true}}""", false, "/issuers/0/keys/workloadApi: it is not said where the Workload API is")]
    [InlineData("""{"trustDomain":"example.org","audiences":["pdp"],"keys":{"workloadApi":false}}""", true, "/issuers/0/keys/workloadApi: expected `true`, or no such member")]
    [InlineData("""{"trustDomain":"example.org","audiences":["pdp"],"keys":{"workloadApi":true,"file":"a"}}""", true, "/issuers/0/keys: expected one of `jwks`, `file` and `workloadApi`")]
    [InlineData("""{"issuer":"https://a.example","audiences":["pdp"],"keys":{"workloadApi":true}}""", true, "/issuers/0/keys/workloadApi: the Workload API has keys of trust domains alone")]
    public void It_has_to_be_there_and_to_have_such_keys(string issuer, bool isThere, string expected)
    {
        var address = isThere ? WorkloadAddress.Parse("unix:///run/agent.sock", out _) : null;
        Assert.Null(IdentityDocument.Read(Bytes($$"""{"issuers":[{{issuer}}]}"""), "/", out var problems, address));
        Assert.Equal([expected], problems.Select(static one => $"{one.Pointer}: {one.Message}"));
    }

    private static JsonObject Say(string domain, string key) => new() { ["jwt"] = new JsonObject { [$"spiffe://{domain}"] = Convert.ToBase64String(Bytes(Set(key))) } };
}
