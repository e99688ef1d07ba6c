using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Pdp.Contracts.V1;
using Pdp.Identity.Tests.Kit;
using Pdp.Server.Access;
using Pdp.Server.Hosting;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Pdp.Server.Tests.Tokens;
using Xunit;

namespace Pdp.Server.Tests.Access;

public sealed class CallerTokenTests : IAsyncDisposable
{
    private readonly TokenScene _scene = new();
    private readonly AccessFolder _access = new AccessFolder().Permit(
        ("shop", ["check"], $"subject.type == 'token' && subject.id == 'alice' && subject.issuer == '{Forge.Issuer}' && subject.client_id == 'shop' && 'read' in subject.scopes && 'pdp' in subject.audiences && subject.subject_type == 'user'"));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static CheckRequest Question => new() { Subject = new Subject { Type = "robot", Id = "r" }, Action = new() { Name = "read" }, Resource = new() { Type = "document", Id = "1" } };

    public async ValueTask DisposeAsync()
    {
        _access.Dispose();
        await _scene.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_caller_may_show_a_token_and_is_what_its_issuer_says(bool directly)
    {
        await using var server = await StartAsync(directly);
        for (var i = 0; i < 3; i++) Assert.Equal(Decision.Permit, (await server.Decisions.CheckAsync(Question, With(Forge.Good()))).Decision);
        foreach (var other in new[] { Forge.Good(("sub", "\"bob\"")), Forge.Good(("scope", "\"write\"")), Forge.Good(("client_id", "\"other\"")) })
            Assert.Equal(StatusCode.PermissionDenied, await Failure(server, With(other)));
        Assert.Equal(StatusCode.PermissionDenied, await Failure(server, new CallOptions(cancellationToken: Cancelled)));
    }

    [Fact]
    public async Task A_token_that_is_refused_is_told_so_and_nothing_of_it()
    {
        await using var server = await StartAsync();
        foreach (var (token, code) in new[]
        {
            (Forge.Good(("exp", $"{Forge.Seconds(-31)}")), "token-expired"), (Forge.Good(("aud", "\"others\"")), "token-audience-wrong"), (Forge.Good()[..^4] + "AAAA", "token-signature-wrong"),
            (Forge.Token(Forge.Header("none"), Forge.Claims()), "token-algorithm-refused"), ("a.b.c", "token-malformed"),
        })
        {
            var failure = await Assert.ThrowsAsync<RpcException>(async () => await server.Decisions.CheckAsync(Question, With(token)));
            Assert.Equal(StatusCode.Unauthenticated, failure.StatusCode);
            Assert.StartsWith(code + ":", failure.Status.Detail, StringComparison.Ordinal);
            Assert.DoesNotContain(_scene.Log.Records, record => token.Length > 40 && record.Contains(token[^40..], StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_callers_bound_token_is_proven_here_whoever_proves_those_of_subjects()
    {
        await using var scene = new TokenScene(TokenScene.Issuers(", \"binding\": \"caller\""));
        await using var server = await scene.StartAsync(options => _access.Set(options) with { CallerTokens = true });
        Assert.Equal(Decision.Permit, (await server.Decisions.CheckAsync(Question, With(Forge.Good()))).Decision);
        foreach (var bound in new[] { "jkt", "x5t#S256" })
            Assert.Equal(StatusCode.Unauthenticated, await Failure(server, With(Forge.Good(("cnf", $$"""{"{{bound}}":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}""")))));
    }

    [Fact]
    public async Task An_open_stream_ends_to_be_answered_when_its_callers_token_expires()
    {
        await using var server = await StartAsync();
        using var stream = server.Decisions.CheckStream(With(Forge.Good(("exp", $"{Forge.Seconds(60)}"))));
        Assert.Null(await Asked());
        _scene.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal((int)StatusCode.PermissionDenied, (await Asked())!.Code);

        async Task<CheckError?> Asked()
        {
            await stream.RequestStream.WriteAsync(new CheckStreamRequest { Request = Question }, Cancelled);
            Assert.True(await stream.ResponseStream.MoveNext(Cancelled));
            return stream.ResponseStream.Current.Error;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_open_stream_is_answered_no_more_when_the_key_of_its_callers_token_is_withdrawn(bool directly)
    {
        await using var server = await StartAsync(directly);
        using var stream = server.Decisions.CheckStream(With(Forge.Good()));
        Assert.Null(await Asked());
        _scene.Put("keys.json", Forge.Set(Forge.Jwk(Forge.OtherRsa, "rsa")));
        await WithdrawnAsync(async () => (await Asked())?.Code == (int)StatusCode.PermissionDenied);

        async Task<CheckError?> Asked()
        {
            await stream.RequestStream.WriteAsync(new CheckStreamRequest { Request = Question }, Cancelled);
            Assert.True(await stream.ResponseStream.MoveNext(Cancelled));
            return stream.ResponseStream.Current.Error;
        }
    }

    [Theory]
    [InlineData("key")]
    [InlineData("time")]
    public async Task A_watch_ends_when_its_callers_token_does_not_count_any_more(string what)
    {
        _access.Permit(("watchers", ["watch"], "subject.type == 'token'"));
        await using var server = await StartAsync();
        using var watch = server.Policies.Watch(new WatchRequest { Heartbeat = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) }, With(Forge.Good()));
        Assert.True(await watch.ResponseStream.MoveNext(Cancelled));
        if (what == "key") _scene.Put("keys.json", Forge.Set(Forge.Jwk(Forge.OtherRsa, "rsa")));
        else _scene.Time.Advance(TimeSpan.FromSeconds(301));
        var ended = Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await watch.ResponseStream.MoveNext(Cancelled)) continue;
        });
        await WithdrawnAsync(() => Task.FromResult(ended.IsCompleted));
        Assert.Equal(StatusCode.PermissionDenied, (await ended).StatusCode);
    }

    // whether a token is right that cannot be looked at is not known: to ask again is of use, and to sign in anew is not
    [Fact]
    public async Task Where_the_keys_cannot_be_had_a_caller_is_told_that_and_not_that_its_token_is_wrong()
    {
        _scene.Put("keys.json", "no keys");
        await using var server = await StartAsync();
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await server.Decisions.CheckAsync(Question, With(Forge.Good())));
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.StartsWith("token-keys-unavailable:", failure.Status.Detail, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/access/v1/evaluation") { Content = new StringContent("{}") };
        request.Headers.Authorization = new("Bearer", Forge.Good());
        using var answer = await server.Http.SendAsync(request, Cancelled);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Empty(answer.Headers.WwwAuthenticate);
    }

    private async Task WithdrawnAsync(Func<Task<bool>> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(TimeSpan.FromSeconds(30));

        // keys are read by the clock, and what a caller may is kept for a second
        for (var i = 0; !await isSo(); i++)
        {
            _scene.Time.Advance(i == 0 ? TimeSpan.FromSeconds(61) : TimeSpan.FromSeconds(1.1));
            await Task.Delay(5, patience.Token);
        }
    }

    // tokens of subjects are one thing, and those of callers another, that an operator has to ask for
    [Fact]
    public async Task Without_the_setting_the_header_is_nobodys()
    {
        await using var server = await _scene.StartAsync(options => _access.Set(options));
        Assert.Equal(StatusCode.PermissionDenied, await Failure(server, With(Forge.Good())));
    }

    [Fact]
    public void It_needs_issuers() =>
        Assert.Contains("--issuers", Assert.Throws<StartUpException>(() => AccessLoading.Start(new PdpServerOptions { CallerTokens = true }, new FakeTimeProvider())).Message, StringComparison.Ordinal);

    private static CallOptions With(string token) => new(new Metadata { { "authorization", "Bearer " + token } }, cancellationToken: Cancelled);

    private static async Task<StatusCode> Failure(RunningServer server, CallOptions options) =>
        (await Assert.ThrowsAsync<RpcException>(async () => await server.Decisions.CheckAsync(Question, options))).StatusCode;

    private Task<RunningServer> StartAsync(bool directly = true) => _scene.StartAsync(options => _access.Set(options) with { CallerTokens = true, AnswersDirectly = directly });
}
