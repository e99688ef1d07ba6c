using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Pdp.Bundles;
using Pdp.Bundles.Sources;
using Pdp.Contracts.V1;
using Pdp.Server.Reloading;
using Pdp.Server.Tests.Support;
using Xunit;
using ReloadOutcome = Pdp.Server.Reloading.ReloadOutcome;

namespace Pdp.Server.Tests.Reloading;

/// <summary>Whoever may ask at all may demand any revision: what the server does for that is bounded, however many demand it.</summary>
public sealed class DemandTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly CountingSource _source = new();
    private RunningServer _server = null!;
    private AsyncDuplexStreamingCall<CheckStreamRequest, CheckStreamResponse> _stream = null!;
    private Task _following = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync(options => options with { RevisionWait = TimeSpan.FromDays(1) }, warm: false, clock: _clock);
        _following = _server.Server.FollowAsync(_source, FirstPolicies.Of(Fixture.Bundle, _clock.GetUtcNow()));
        _stream = _server.Decisions.CheckStream(cancellationToken: Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        _stream.Dispose();
        await _server.Server.StopAsync();
        await _server.DisposeAsync();
        await _following;
        _source.Dispose();
    }

    [Fact]
    public async Task Made_up_revisions_do_not_have_the_source_read_again_and_again()
    {
        const int Seconds = 62;
        await DemandAsync();
        await _source.ReadAtLeastAsync(1);
        for (var second = 0; second < Seconds; second++)
        {
            // when it has come back nothing that was demanded is under way any more
            await _server.Server.ReloadAsync(Cancelled);
            _clock.Advance(TimeSpan.FromSeconds(1));
            for (var i = 0; i < 10; i++) await DemandAsync();
        }

        await _server.Server.ReloadAsync(Cancelled);
        // after 0, 1, 3, 7, 15, 31 and 61 seconds; the poll is 30 seconds
        Assert.InRange(_source.Readings - Seconds - 1, 1, 7);
    }

    [Fact]
    public async Task Who_waits_is_answered_by_what_comes_into_force_meanwhile()
    {
        var call = CheckAsync("next");
        await _source.ReadAtLeastAsync(1);
        _source.Next = new LoadResult(Fixture.Bundle with { Revision = "next" }, []);
        // nobody else demands it: it asks again itself
        for (var i = 0; !call.IsCompleted && i < 2000; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(call, Task.Delay(10, Cancelled));
        }

        Assert.NotNull(await call.WaitAsync(TimeSpan.FromSeconds(20), Cancelled));
        Assert.Equal("next", _server.Server.Serving.Bundle!.Bundle.Revision);
    }

    [Fact]
    public async Task A_source_that_is_to_be_left_alone_is_read_for_an_operator_but_not_for_a_demand()
    {
        _source.Pause = TimeSpan.FromSeconds(120);
        await DemandAsync();
        Assert.Equal(0, _source.Readings);
        await _server.Server.ReloadAsync(Cancelled);
        Assert.Equal(1, _source.Readings);
        await DemandAsync();
        await _server.Server.ReloadAsync(Cancelled);
        Assert.Equal(2, _source.Readings);
        _source.Pause = TimeSpan.Zero;
        await DemandAsync();
        await _source.ReadAtLeastAsync(3);
    }

    [Fact]
    public async Task A_source_that_fails_while_it_is_read_is_not_read_again_for_what_was_demanded_meanwhile()
    {
        var (begun, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        _source.Reading = async () =>
        {
            begun.TrySetResult();
            await release.Task;
            _source.Pause = TimeSpan.FromSeconds(120);
        };
        var reload = _server.Server.ReloadAsync(Cancelled);
        await begun.Task.WaitAsync(Cancelled);
        await DemandAsync();
        release.SetResult();
        await reload;
        _source.Reading = null;
        await _server.Server.ReloadAsync(Cancelled);
        Assert.Equal(2, _source.Readings);
    }

    [Fact]
    public async Task What_was_refused_stays_so_for_a_demand_and_is_looked_at_anew_for_an_operator()
    {
        var expired = Fixture.Bundle with { Revision = "late", Origin = new BundleOrigin { NotAfter = _clock.GetUtcNow() } };
        _source.Next = new LoadResult(expired, []);
        Assert.Equal(ReloadOutcome.Refused, (await _server.Server.ReloadAsync(Cancelled)).Outcome);
        // by another time it would be in force: so it shows whether it was looked at
        _clock.AdjustTime(_clock.GetUtcNow().AddHours(-1));
        var refused = _server.Server.Serving;
        await DemandAsync();
        await _source.ReadAtLeastAsync(2);
        Assert.Same(refused, _server.Server.Serving);
        Assert.Equal(ReloadOutcome.Activated, (await _server.Server.ReloadAsync(Cancelled)).Outcome);
        Assert.Equal(2, _source.Reconsidered);
    }

    private async Task DemandAsync()
    {
        await _stream.RequestStream.WriteAsync(new CheckStreamRequest { RequestId = 1, Request = Question("made up") }, Cancelled);
        Assert.True(await _stream.ResponseStream.MoveNext(Cancelled));
        Assert.Equal((int)StatusCode.FailedPrecondition, _stream.ResponseStream.Current.Error.Code);
    }

    private Task<CheckResponse> CheckAsync(string revision) => _server.Decisions.CheckAsync(Question(revision), cancellationToken: Cancelled).ResponseAsync;

    private static CheckRequest Question(string revision) => new()
    {
        Subject = new Subject { Type = "user", Id = "u" }, Action = new Pdp.Contracts.V1.Action { Name = "read" },
        Resource = new Resource { Type = "doc", Id = "d" }, MinRevision = revision,
    };

    /// <summary>A source that counts how often it is read, and of which nothing is noticed but by reading.</summary>
    private sealed class CountingSource : IPolicySource
    {
        private readonly Lock _lock = new();
        private TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _readings;

        public string Name => "counting";

        public LoadResult Next { get; set; } = new(Fixture.Bundle, []);

        public Func<Task>? Reading { get; set; }

        public TimeSpan Pause { get; set; }

        public int Reconsidered { get; private set; }

        public int Readings
        {
            get
            {
                lock (_lock) return _readings;
            }
        }

        public async Task ReadAtLeastAsync(int count)
        {
            while (true)
            {
                Task read;
                lock (_lock)
                {
                    if (_readings >= count) return;
                    read = _read.Task;
                }

                await read.WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
            }
        }

        public async Task<LoadResult> ReadAsync(Bundle? inForce, CancellationToken cancellation)
        {
            lock (_lock)
            {
                _readings++;
                _read.SetResult();
                _read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            if (Reading is { } reading) await reading();
            return Next;
        }

        public Task WaitAsync(CancellationToken cancellation) => Task.Delay(Timeout.Infinite, cancellation);

        public void Reconsider() => Reconsidered++;

        public void Dispose()
        {
        }
    }
}
