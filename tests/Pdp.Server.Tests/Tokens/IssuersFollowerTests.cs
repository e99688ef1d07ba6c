using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Identity.Tests.Kit;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Tokens;

/// <summary>The document of issuers changes while the server runs.</summary>
public sealed class IssuersFollowerTests : IAsyncDisposable
{
    private readonly TokenScene _scene = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task A_changed_document_is_in_force_whole_or_not_at_all()
    {
        await using var server = await _scene.StartAsync();
        Assert.Equal("", await ProblemAsync(server, Forge.Good()));

        // what is wrong is told once, and changes nothing
        _scene.Put("issuers.json", TokenScene.Issuers(", \"algoritms\": [\"RS256\"]"));
        await UntilAsync(() => Task.FromResult(Told("Error IssuersFinding: ") > 0));
        for (var i = 0; i < 5; i++) _scene.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("", await ProblemAsync(server, Forge.Good()));
        Assert.Equal(1, Told("Error IssuersNotTaken: "));

        // other terms
        _scene.Put("issuers.json", TokenScene.Issuers().Replace("\"pdp\"", "\"others\"", StringComparison.Ordinal));
        await UntilAsync(async () => await ProblemAsync(server, Forge.Good()) == "token-audience-wrong");
        Assert.Equal("", await ProblemAsync(server, Forge.Good(("aud", "\"others\""))));

        // another issuer, for whose keys its tokens wait
        _scene.Put("issuers.json", TokenScene.Issuers().Replace(Forge.Issuer, "https://new.example", StringComparison.Ordinal));
        await UntilAsync(async () => await ProblemAsync(server, Forge.Good()) == "token-issuer-unknown");
        Assert.Equal("", await ProblemAsync(server, Forge.Good(("iss", "\"https://new.example\""))));

        // a document that is gone takes nothing away
        File.Delete(_scene["issuers.json"]);
        await UntilAsync(() => Task.FromResult(Told("Error IssuersNotTaken: ") > 1));
        Assert.Equal("", await ProblemAsync(server, Forge.Good(("iss", "\"https://new.example\""))));
    }

    [Fact]
    public async Task An_issuer_that_is_the_same_keeps_its_keys_though_they_cannot_be_had_any_more()
    {
        await using var server = await _scene.StartAsync();
        Assert.Equal("", await ProblemAsync(server, Forge.Good()));
        File.Delete(_scene["keys.json"]);
        _scene.Put("more.json", TokenScene.Keys);
        var same = TokenScene.Issuers();
        var more = $$"""{ "issuer": "https://new.example", "audiences": ["pdp"], "keys": { "file": "more.json" } } ] }""";
        _scene.Put("issuers.json", same[..same.LastIndexOf(']')] + ", " + more);
        await UntilAsync(async () => await ProblemAsync(server, Forge.Good(("iss", "\"https://new.example\""))) == "");
        Assert.Equal("", await ProblemAsync(server, Forge.Good()));
    }

    [Theory]
    [InlineData("", "", "IssuersTaken")]
    [InlineData(", \"audienses\": []", "", "IssuersDropped")]
    [InlineData("", ", \"ca\": \"no-authorities.pem\"", "IssuersDropped")]
    public async Task An_issuer_that_is_named_no_more_is_refused_at_once_whatever_becomes_of_another(string wrong, string ca, string told)
    {
        await using var server = await _scene.StartAsync();
        Assert.Equal("", await ProblemAsync(server, Forge.Good()));

        // a server of keys that takes connections and never answers
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        _scene.Put("no-authorities.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        var address = $"http://127.0.0.1:{((System.Net.IPEndPoint)silent.LocalEndpoint).Port}/keys";
        _scene.Put("issuers.json", $$"""
            { "allowLoopbackHttp": true, "issuers": [
              { "issuer": "https://new.example", "audiences": ["pdp"], "timeout": "1m", "keys": { "jwks": "{{address}}"{{ca}} }{{wrong}} } ] }
            """);
        await UntilAsync(async () => await ProblemAsync(server, Forge.Good()) == "token-issuer-unknown");
        await UntilAsync(() => Task.FromResult(Told($"{(told == "IssuersTaken" ? "Information" : "Warning")} {told}: ") == 1));

        // and is taken again when it is named again
        _scene.Put("issuers.json", TokenScene.Issuers());
        await UntilAsync(async () => await ProblemAsync(server, Forge.Good()) == "");
    }

    private int Told(string start) => _scene.Log.Records.Count(record => record.StartsWith(start, StringComparison.Ordinal));

    private static async Task<string> ProblemAsync(RunningServer server, string token)
    {
        try
        {
            Assert.Equal(Decision.Permit, (await server.Decisions.CheckAsync(TokenScene.Ask(token), cancellationToken: Cancelled)).Decision);
            return "";
        }
        catch (RpcException exception)
        {
            return exception.Status.Detail.Split(':')[0];
        }
    }

    // the document is looked at by the clock
    private async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await isSo())
        {
            _scene.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, patience.Token);
        }
    }
}
