using System.Net;
using Grpc.Health.V1;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Pdp.Bundles;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Sources;
using Pdp.Bundles.Sources.Watching;
using Pdp.Contracts.V1;
using Pdp.Server.Health;
using Pdp.Server.Reloading;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Xunit;
using Refusal = Pdp.Server.Reloading.Refusal;
using ReloadOutcome = Pdp.Server.Reloading.ReloadOutcome;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Pdp.Server.Tests.Reloading;

/// <summary>Policies whose source is out of reach for too long, or that have expired, are stale until that is over.</summary>
public sealed class FreshnessTests : IAsyncDisposable
{
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(30);

    private readonly string _place = Directory.CreateTempSubdirectory("pdp-stale-").FullName;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero));
    private readonly LogRecorder _log = new();
    private RunningServer? _server;
    private FolderSource? _source;
    private Task _following = Task.CompletedTask;

    private string Folder => Path.Combine(_place, "policies");

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            var stopping = _server.Server.StopAsync();
            while (!stopping.IsCompleted)
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            await stopping;
            await _following;
            await _server.DisposeAsync();
        }

        _source?.Dispose();
        Directory.Delete(_place, recursive: true);
    }

    [Fact]
    public async Task A_source_that_is_out_of_reach_for_too_long_makes_them_stale_until_it_is_back()
    {
        await StartAsync(WhenStale.NotServing);
        Assert.Equal(ServingStatus.Serving, await HealthAsync());
        Directory.Move(Folder, Folder + "-aside");
        await AdvanceAsync(Most - Poll);
        Assert.Equal(ServingStatus.Serving, await HealthAsync());
        await UntilAsync(isStale: true);

        Assert.Equal(ServingStatus.NotServing, await HealthAsync());
        var (status, text) = await ReadyAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, $"stale: the source of the policies, `{Folder}`, has not been reached for more than 300 s\n"), (status, text));
        Assert.Equal(Decision.Permit, (await AskAsync()).Decision);
        Assert.Single(_log.Records, static record => record.Contains("the policies are stale", StringComparison.Ordinal));

        Directory.Move(Folder + "-aside", Folder);
        await UntilAsync(isStale: false);
        Assert.Equal(ServingStatus.Serving, await HealthAsync());
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await ReadyAsync());
    }

    [Fact]
    public async Task Policies_that_are_refused_for_what_they_say_do_not_make_those_in_force_stale()
    {
        await StartAsync(WhenStale.NotServing);
        var state = _server!.Server.Serving;
        await File.WriteAllTextAsync(Path.Combine(Folder, "bad.json"), "{", TestContext.Current.CancellationToken);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(ReloadOutcome.Refused, (await _server.Server.ReloadAsync(TestContext.Current.CancellationToken)).Outcome);
            _clock.Advance(Most - TimeSpan.FromSeconds(1));
            Assert.Equal(ServingStatus.Serving, await HealthAsync());
        }

        var (status, text) = await ReadyAsync();
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("ready; what is newer was refused at 2026-03-02T10:", text, StringComparison.Ordinal);
        Assert.Same(state.Bundle, _server.Server.Serving.Bundle);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_answer_is_indeterminate_when_that_is_asked_for(bool directly)
    {
        await StartAsync(WhenStale.Indeterminate, directly);
        Assert.Equal(Decision.Permit, (await AskAsync()).Decision);
        var revision = _server!.Server.Serving.Bundle!.Bundle.Revision;
        Directory.Move(Folder, Folder + "-aside");
        await UntilAsync(isStale: true);

        foreach (var answer in await AskInEveryWayAsync())
        {
            Assert.Equal((Decision.Indeterminate, false, "processing-error", revision), (answer.Decision, answer.Allowed, answer.Status, answer.Revision));
            Assert.Equal($"the source of the policies, `{Folder}`, has not been reached for more than 300 s", Assert.Single(answer.Errors).Message);
            Assert.Empty(answer.Determining);
        }

        Directory.Move(Folder + "-aside", Folder);
        await UntilAsync(isStale: false);
        Assert.All(await AskInEveryWayAsync(), static answer => Assert.Equal(Decision.Permit, answer.Decision));
    }

    [Fact]
    public async Task What_has_expired_is_stale_even_if_its_source_is_reached()
    {
        var end = _clock.GetUtcNow() + TimeSpan.FromHours(1);
        await StartAsync(WhenStale.Indeterminate, most: null, first: bundle => new FirstPolicies(
            bundle with { Origin = new BundleOrigin { NotAfter = end } }, VersionMarks.None, Refusal: null, _clock.GetUtcNow()), follow: false);
        _clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        Assert.Equal(Decision.Permit, (await AskAsync()).Decision);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("the policies in force expired at 2026-03-02T11:00:00.0000000Z", Assert.Single((await AskAsync()).Errors).Message);
        Assert.Equal(ServingStatus.NotServing, await HealthAsync());
    }

    [Fact]
    public void A_clock_that_is_set_back_makes_nothing_valid_again_that_has_expired()
    {
        var end = _clock.GetUtcNow() + TimeSpan.FromHours(1);
        var wall = new SetClock(_clock);
        var bundles = new BundleHolder();
        using var freshness = new Freshness(new PdpServerOptions { MaxStaleness = null }, bundles, new Readiness(), wall, NullLogger<Freshness>.Instance);
        var origin = new BundleOrigin { Sequence = 1, NotAfter = end };
        freshness.Start("there", origin, wall.GetUtcNow());
        Assert.Null(bundles.State.Staleness);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.NotNull(bundles.State.Staleness);
        wall.Ahead = TimeSpan.FromDays(-1);
        freshness.Reach();
        freshness.Activate(origin with { });
        Assert.NotNull(bundles.State.Staleness);
        freshness.Activate(origin with { Sequence = 2, NotAfter = end + TimeSpan.FromHours(1) });
        Assert.Null(bundles.State.Staleness);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(-2, true)] // a time that is yet to come says nothing
    [InlineData(-86400, true)]
    [InlineData(290, false)]
    [InlineData(301, true)]
    [InlineData(null, true)]
    public async Task What_was_kept_counts_from_when_its_source_was_reached_last(int? secondsAgo, bool isStale)
    {
        var at = secondsAgo is { } seconds ? _clock.GetUtcNow() - TimeSpan.FromSeconds(seconds) : (DateTimeOffset?)null;
        await StartAsync(WhenStale.NotServing, first: bundle => new FirstPolicies(bundle, VersionMarks.None, Refusal.Of(_clock.GetUtcNow(), [], "x"), at), follow: false);
        Assert.Equal(isStale ? ServingStatus.NotServing : ServingStatus.Serving, await HealthAsync());
        _clock.Advance(Most);
        Assert.Equal(ServingStatus.NotServing, await HealthAsync());
    }

    private Task StartAsync(WhenStale whenStale, bool directly = true, Func<Bundle, FirstPolicies>? first = null, bool follow = true) =>
        StartAsync(whenStale, Most, directly, first, follow);

    private async Task StartAsync(WhenStale whenStale, TimeSpan? most, bool directly = true, Func<Bundle, FirstPolicies>? first = null, bool follow = true)
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(
            Path.Combine(Folder, "p.json"),
            """{"apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1, "rules": [{"id": "r", "effect": "permit"}]}""",
            TestContext.Current.CancellationToken);
        _source = new FolderSource(Folder, new LoadOptions(), new WatchOptions { Notices = false, Poll = Poll }, _clock, Assert.Fail);
        var bundle = (await _source.ReadAsync(null, TestContext.Current.CancellationToken)).Bundle!;
        var policies = first?.Invoke(bundle) ?? FirstPolicies.Of(bundle, _clock.GetUtcNow());
        _server = await RunningServer.StartAsync(
            options => options with { MaxStaleness = most, WhenStale = whenStale, AnswersDirectly = directly }, warm: true, bundle: policies.Bundle, clock: _clock, log: _log);
        _following = _server.Server.FollowAsync(_source, policies);
        if (!follow) Directory.Move(Folder, Folder + "-gone");
    }

    // in steps, as time goes, and as long as it takes
    private async Task UntilAsync(bool isStale)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (_server!.Server.Serving.Staleness is null == isStale)
        {
            limit.Token.ThrowIfCancellationRequested();
            await AdvanceAsync(TimeSpan.FromSeconds(1));
        }
    }

    private async Task AdvanceAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private async Task<ServingStatus> HealthAsync() =>
        (await new Grpc.Health.V1.Health.HealthClient(_server!.Channel).CheckAsync(new HealthCheckRequest(), cancellationToken: TestContext.Current.CancellationToken)).Status;

    private async Task<(HttpStatusCode, string)> ReadyAsync()
    {
        using var response = await _server!.Http.GetAsync(new Uri("/readyz", UriKind.Relative), TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<CheckResponse> AskAsync() => await _server!.Decisions.CheckAsync(Question());

    private async Task<IReadOnlyList<CheckResponse>> AskInEveryWayAsync()
    {
        var question = Question();
        var batch = new CheckBatchRequest { Subject = question.Subject, Items = { new CheckBatchItem { Action = question.Action, Resource = question.Resource } } };
        using var stream = _server!.Decisions.CheckStream(cancellationToken: TestContext.Current.CancellationToken);
        await stream.RequestStream.WriteAsync(new CheckStreamRequest { RequestId = 1, Request = question }, TestContext.Current.CancellationToken);
        Assert.True(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        return
        [
            await AskAsync(),
            Assert.Single((await _server.Decisions.CheckBatchAsync(batch, cancellationToken: TestContext.Current.CancellationToken)).Results).Response,
            stream.ResponseStream.Current.Response,
            (await _server.Decisions.ExplainAsync(new ExplainRequest { Subject = question.Subject, Action = question.Action, Resource = question.Resource },
                cancellationToken: TestContext.Current.CancellationToken)).Response,
        ];
    }

    private static CheckRequest Question() => new()
    {
        Subject = new Subject { Type = "user", Id = "u" }, Action = new Pdp.Contracts.V1.Action { Name = "read" },
        Resource = new Resource { Type = "doc", Id = "d" },
    };

    /// <summary>A clock whose wall time is set.</summary>
    private sealed class SetClock(TimeProvider clock) : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + Ahead;

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            clock.CreateTimer(callback, state, dueTime, period);
    }
}
