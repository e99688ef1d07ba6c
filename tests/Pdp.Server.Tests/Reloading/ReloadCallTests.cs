using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Pdp.Bundles;
using Pdp.Bundles.Sources;
using Pdp.Bundles.Sources.Watching;
using Pdp.Contracts.V1;
using Pdp.Server.Hosting;
using Pdp.Server.Reloading;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Xunit;
using ReloadOutcome = Pdp.Contracts.V1.ReloadOutcome;

namespace Pdp.Server.Tests.Reloading;

/// <summary>Whoever may can have the source read now, and whoever asks is told what stands against what is newer.</summary>
public sealed class ReloadCallTests : IAsyncLifetime
{
    private const string Secret = "a-secret-of-more-than-thirty-two-characters";

    private readonly string _place = Directory.CreateTempSubdirectory("pdp-call-").FullName;
    private FolderSource _source = null!;
    private RunningServer _server = null!;
    private Task _following = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(_place, "policies");

    private string TokenFile => Path.Combine(_place, "token");

    // nothing notices a change here but a call
    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Folder);
        WriteSecret(Secret);
        Write("p.json", Policy(1, "permit"));
        _source = new FolderSource(Folder, new LoadOptions(), new WatchOptions { Notices = false, Poll = TimeSpan.FromHours(1) }, TimeProvider.System, Assert.Fail);
        var bundle = (await _source.ReadAsync(null, Cancelled)).Bundle!;
        _server = await RunningServer.StartAsync(
            options => options with { ReloadTokenFile = TokenFile, RevisionWait = TimeSpan.FromSeconds(2) }, warm: false, bundle: bundle);
        _following = _server.Server.FollowAsync(_source, FirstPolicies.Of(bundle, TimeProvider.System.GetUtcNow()));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.Server.StopAsync();
        await _server.DisposeAsync();
        await _following;
        _source.Dispose();
        Directory.Delete(_place, recursive: true);
    }

    [Fact]
    public async Task A_call_puts_a_change_in_force_and_tells_so()
    {
        var before = await RevisionAsync();
        Assert.Equal((ReloadOutcome.Unchanged, before.Revision), Told(await ReloadAsync()));
        Write("p.json", Policy(2, "deny"));
        var response = await ReloadAsync();
        Assert.Equal(ReloadOutcome.Activated, response.Outcome);
        Assert.NotEqual(before.Revision, response.State.Revision);
        Assert.True(response.State.Epoch > before.Epoch);
        Assert.Equal(Folder, response.State.Source);
        Assert.True(response.State.SourceReachedAt > before.SourceReachedAt);
        Assert.Equal(Decision.Deny, (await AskAsync(Question())).Decision);
    }

    [Fact]
    public async Task A_refusal_is_told_to_who_reloads_and_to_who_asks_for_the_revision()
    {
        var before = await RevisionAsync();
        Assert.Null(before.Refusal);
        Write("q.json", """{"apiVersion": "pdp/v1", "kind": "Policy", "id": "q", "version": 1, "rules": [{"id": "r", "effect": "permit", "when": "1 +"}]}""");
        var response = await ReloadAsync();
        Assert.Equal((ReloadOutcome.Refused, before.Revision), Told(response));
        Assert.Equal(response.State.Refusal, (await RevisionAsync()).Refusal);
        Assert.Equal((1, 0), (response.State.Refusal.ErrorCount, response.State.Refusal.More));
        var finding = Assert.Single(response.State.Refusal.Findings);
        Assert.Equal((true, "q.json", "/rules/0/when", 1), (finding.IsError, finding.File, finding.Pointer, finding.Line));
        Assert.StartsWith("CEL", finding.Code, StringComparison.Ordinal);
        Assert.NotEqual("", finding.Message);
        File.Delete(Path.Combine(Folder, "q.json"));
        Assert.Equal(ReloadOutcome.Unchanged, (await ReloadAsync()).Outcome);
        Assert.Null((await RevisionAsync()).Refusal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong-secret-of-more-than-thirty-two-characters")]
    [InlineData("Bearer ")]
    [InlineData("Basic " + Secret)]
    [InlineData(Secret)]
    public async Task Who_does_not_know_the_secret_reloads_nothing(string? authorization)
    {
        Write("p.json", Policy(2, "deny"));
        var refusal = await Assert.ThrowsAsync<RpcException>(() => ReloadAsync(authorization));
        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
        using var response = await PostAsync(authorization is null ? [] : [("Authorization", authorization)]);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(Decision.Permit, (await AskAsync(Question())).Decision);
    }

    [Fact]
    public async Task Two_secrets_at_a_time_are_none()
    {
        var headers = new Metadata { { "authorization", "Bearer " + Secret }, { "authorization", "Bearer " + Secret } };
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await _server.Policies.ReloadAsync(new ReloadRequest(), headers, cancellationToken: Cancelled));
        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
    }

    [Fact]
    public async Task The_secret_can_be_changed_and_a_file_that_others_may_read_has_none()
    {
        const string Next = "another-secret-of-more-than-thirty-two-characters";
        WriteSecret(Next);
        File.SetLastWriteTimeUtc(TokenFile, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => ReloadAsync())).StatusCode);
        Assert.Equal(ReloadOutcome.Unchanged, (await ReloadAsync("Bearer " + Next)).Outcome);
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(TokenFile, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        File.SetLastWriteTimeUtc(TokenFile, new DateTime(2030, 1, 2, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => ReloadAsync("Bearer " + Next))).StatusCode);
    }

    [Fact]
    public async Task The_secret_can_be_changed_where_a_link_before_it_is_swapped()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links are swapped so on Unix");
        const string Next = "another-secret-of-more-than-thirty-two-characters";
        var data = Path.Combine(_place, "..data");
        foreach (var (version, secret) in new[] { ("..2026_01", Secret), ("..2026_02", Next) })
        {
            Directory.CreateDirectory(Path.Combine(_place, version));
            WriteSecret(secret);
            File.SetLastWriteTimeUtc(TokenFile, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            File.Move(TokenFile, Path.Combine(_place, version, "token"));
        }

        File.CreateSymbolicLink(data, "..2026_01");
        File.CreateSymbolicLink(TokenFile, "..data/token");
        Assert.Equal(ReloadOutcome.Unchanged, (await ReloadAsync()).Outcome);
        File.CreateSymbolicLink(data + "_tmp", "..2026_02");
        using (var mv = Process.Start("mv", ["-T", data + "_tmp", data])) await mv.WaitForExitAsync(Cancelled);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => ReloadAsync())).StatusCode);
        Assert.Equal(ReloadOutcome.Unchanged, (await ReloadAsync("Bearer " + Next)).Outcome);
        using var old = await PostAsync([("Authorization", "Bearer " + Secret)]);
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
        using var current = await PostAsync([("Authorization", "Bearer " + Next)]);
        Assert.Equal(HttpStatusCode.OK, current.StatusCode);
    }

    [Theory]
    [InlineData("short", "fewer than 32 characters")]
    [InlineData(null, "")]
    public async Task A_secret_that_is_too_short_or_missing_keeps_the_server_from_starting(string? secret, string told)
    {
        var file = Path.Combine(_place, "other");
        if (secret is not null) await File.WriteAllTextAsync(file, secret, Cancelled);
        if (secret is not null && !OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead);
        var refusal = await Assert.ThrowsAsync<StartUpException>(() => RunningServer.StartAsync(options => options with { ReloadTokenFile = file }, warm: false));
        Assert.Contains($"`--reload-token-file`: cannot use `{file}`: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(told, refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(refusal.Help);
    }

    [Fact]
    public async Task Without_a_secret_nobody_reloads()
    {
        await using var server = await RunningServer.StartAsync(warm: false);
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await server.Policies.ReloadAsync(new ReloadRequest(), cancellationToken: Cancelled));
        Assert.Equal(StatusCode.PermissionDenied, refusal.StatusCode);
        Assert.Contains("--reload-token-file", refusal.Status.Detail, StringComparison.Ordinal);
        using var response = await server.Http.PostAsync(new Uri("/reload", UriKind.Relative), null, Cancelled);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_server_that_follows_nothing_says_so()
    {
        await using var server = await RunningServer.StartAsync(options => options with { ReloadTokenFile = TokenFile }, warm: false);
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await server.Policies.ReloadAsync(new ReloadRequest(), Bearer(), cancellationToken: Cancelled));
        Assert.Equal(StatusCode.FailedPrecondition, refusal.StatusCode);
    }

    [Theory]
    [InlineData("bearer", true)]
    [InlineData("signed", true)]
    [InlineData("signed otherwise", false)]
    [InlineData("signed in part", false)]
    [InlineData("signed and more", false)]
    public async Task A_webhook_reloads_when_it_knows_the_secret(string how, bool isIn)
    {
        Write("p.json", Policy(2, "deny"));
        const string Body = """{"ref": "refs/heads/main"}""";
        var signature = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(Body)));
        using var response = await PostAsync(
            how switch
            {
                "bearer" => [("Authorization", "Bearer " + Secret)],
                "signed" => [("X-Hub-Signature-256", signature)],
                "signed otherwise" => [("X-Hub-Signature-256", signature[..^1] + (signature[^1] == '0' ? '1' : '0'))],
                "signed in part" => [("X-Hub-Signature-256", signature[..^2])],
                _ => [("X-Hub-Signature-256", signature + "00")],
            },
            Body);
        Assert.Equal(isIn ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        if (isIn) Assert.Contains("RELOAD_OUTCOME_ACTIVATED", text, StringComparison.Ordinal);
        Assert.Equal(isIn ? Decision.Deny : Decision.Permit, (await AskAsync(Question())).Decision);
    }

    [Fact]
    public async Task A_webhook_is_told_of_a_refusal()
    {
        Write("q.json", "{");
        using var response = await PostAsync([("Authorization", "Bearer " + Secret)]);
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Contains("PDP0004", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_at_the_same_time_share_readings_and_all_are_answered()
    {
        Write("p.json", Policy(2, "deny"));
        var responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ReloadAsync()));
        Assert.Contains(responses, static response => response.Outcome == ReloadOutcome.Activated);
        Assert.Single(responses.Select(static response => response.State.Revision).Distinct());
    }

    [Fact]
    public async Task A_demand_is_fulfilled_by_what_is_in_force_and_by_what_has_been()
    {
        var first = (await RevisionAsync()).Revision;
        Assert.Equal(Decision.Permit, (await AskAsync(Demanding(first))).Decision);
        Write("p.json", Policy(2, "deny"));
        await ReloadAsync();
        Assert.Equal(Decision.Deny, (await AskAsync(Demanding(first))).Decision);
    }

    [Fact]
    public async Task A_demand_makes_a_server_that_is_behind_look_and_wait()
    {
        Write("p.json", Policy(2, "deny"));
        var next = BundleLoader.Load(Folder, cancellation: Cancelled).Bundle!.Revision;
        var answer = await AskAsync(Demanding(next));
        Assert.Equal((Decision.Deny, next), (answer.Decision, answer.Revision));
        var question = Question();
        var batch = new CheckBatchRequest { Subject = question.Subject, MinRevision = next, Items = { new CheckBatchItem { Action = question.Action, Resource = question.Resource } } };
        Assert.Equal(next, Assert.Single((await _server.Decisions.CheckBatchAsync(batch, cancellationToken: Cancelled)).Results).Response.Revision);
    }

    [Fact]
    public async Task A_demand_that_is_not_fulfilled_in_time_is_refused()
    {
        var current = (await RevisionAsync()).Revision;
        var refusal = await Assert.ThrowsAsync<RpcException>(() => AskAsync(Demanding("elsewhere")));
        Assert.Equal((StatusCode.FailedPrecondition, $"revision `elsewhere` is not in force here and has not been: it is `{current}`"), (refusal.StatusCode, refusal.Status.Detail));
        var late = await Assert.ThrowsAsync<RpcException>(async () =>
            await _server.Decisions.CheckAsync(Demanding("elsewhere"), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(200), cancellationToken: Cancelled));
        Assert.Equal(StatusCode.DeadlineExceeded, late.StatusCode);
        var endless = await Assert.ThrowsAsync<RpcException>(() => AskAsync(Demanding(new string('x', 257))));
        Assert.Equal(StatusCode.InvalidArgument, endless.StatusCode);
    }

    [Fact]
    public async Task On_a_stream_nothing_is_waited_for()
    {
        using var stream = _server.Decisions.CheckStream(cancellationToken: Cancelled);
        await stream.RequestStream.WriteAsync(new CheckStreamRequest { RequestId = 1, Request = Demanding("elsewhere") }, Cancelled);
        await stream.RequestStream.WriteAsync(new CheckStreamRequest { RequestId = 2, Request = Question() }, Cancelled);
        Assert.True(await stream.ResponseStream.MoveNext(Cancelled));
        Assert.Equal((1ul, (int)StatusCode.FailedPrecondition), (stream.ResponseStream.Current.RequestId, stream.ResponseStream.Current.Error.Code));
        Assert.True(await stream.ResponseStream.MoveNext(Cancelled));
        Assert.Equal((2ul, Decision.Permit), (stream.ResponseStream.Current.RequestId, stream.ResponseStream.Current.Response.Decision));
    }

    private static (ReloadOutcome, string) Told(ReloadResponse response) => (response.Outcome, response.State.Revision);

    private static Metadata Bearer() => new() { { "authorization", "Bearer " + Secret } };

    private static string Policy(int version, string effect) => $$"""
        {"apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": {{version}}, "rules": [{"id": "r", "effect": "{{effect}}"}]}
        """;

    private static CheckRequest Question() => new()
    {
        Subject = new Subject { Type = "user", Id = "u" }, Action = new Pdp.Contracts.V1.Action { Name = "read" },
        Resource = new Resource { Type = "doc", Id = "d" },
    };

    private static CheckRequest Demanding(string revision)
    {
        var question = Question();
        question.MinRevision = revision;
        return question;
    }

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(Folder, file), text);

    private void WriteSecret(string secret)
    {
        File.WriteAllText(TokenFile, secret + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(TokenFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private async Task<CheckResponse> AskAsync(CheckRequest question) => await _server.Decisions.CheckAsync(question, cancellationToken: Cancelled);

    private async Task<GetRevisionResponse> RevisionAsync() => await _server.Policies.GetRevisionAsync(new GetRevisionRequest(), cancellationToken: Cancelled);

    private async Task<ReloadResponse> ReloadAsync(string? authorization = "Bearer " + Secret)
    {
        var headers = new Metadata();
        if (authorization is not null) headers.Add("authorization", authorization);
        return await _server.Policies.ReloadAsync(new ReloadRequest(), headers, cancellationToken: Cancelled);
    }

    private async Task<HttpResponseMessage> PostAsync((string Name, string Value)[] headers, string body = "{}")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/reload") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await _server.Http.SendAsync(request, Cancelled);
    }
}
