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
