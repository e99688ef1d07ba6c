using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Pdp.Identity.WorkloadApi;
using Xunit;

namespace Pdp.Identity.Tests.WorkloadApi;

/// <summary>When a stream is begun again, and when not.</summary>
public sealed class WorkloadStreamTests : IWorkloadWatcher<string>, IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();
    private readonly Queue<object[]> _streams = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public void Dispose() => _stop.Dispose();

    [Theory]
    [InlineData(StatusCode.InvalidArgument)]
    [InlineData(StatusCode.Unimplemented)]
    public async Task What_is_of_no_use_is_not_tried_again(StatusCode code)
    {
        _streams.Enqueue(["a", code]);

        await RunAsync();

        Assert.Equal(["came a", $"ended {code}: no"], await ToldAsync(2));
    }

    [Fact]
    public async Task One_that_is_denied_is_told_so_and_tried_again()
    {
        _streams.Enqueue(["a", StatusCode.PermissionDenied]);
        _streams.Enqueue(["b"]);
        var running = RunAsync();

        Assert.Equal(["came a", "denied PermissionDenied: no", "lost 1 PermissionDenied: no"], await ToldAsync(3));
        await AdvanceAsync(1, "came b");
        await StopAsync(running);
    }

    [Fact]
    public async Task Pauses_grow_by_a_second_up_to_thirty_and_begin_anew_with_a_message()
    {
        for (var i = 0; i < 32; i++) _streams.Enqueue([StatusCode.Unavailable]);
        _streams.Enqueue(["a", StatusCode.Unavailable]);
        _streams.Enqueue(["b"]);
        var running = RunAsync();

        for (var i = 1; i <= 32; i++)
        {
            var pause = Math.Min(i, 30);
            Assert.Equal([$"lost {pause} Unavailable: no"], await ToldAsync(1));
            await AdvanceAsync(pause);
        }

        Assert.Equal(["came a", "lost 1 Unavailable: no"], await ToldAsync(2));
        await AdvanceAsync(1, "came b");
        await StopAsync(running);
    }

    [Fact]
    public async Task A_stream_that_ends_is_begun_again_at_once_but_not_again_and_again()
    {
        _streams.Enqueue(["a", TimeSpan.FromSeconds(5)]);
        _streams.Enqueue(["b"]);
        _streams.Enqueue(["c"]);
        var running = RunAsync(hangs: false);

        Assert.Equal(["came a", "lost 0 the stream has ended", "came b", "lost 0 the stream has ended", "came c", "lost 1 the stream has ended"], await ToldAsync(6));
        await StopAsync(running);
    }

    [Fact]
    public async Task One_that_says_nothing_at_first_is_begun_again_and_one_that_has_spoken_may_be_silent()
    {
        _streams.Enqueue([Timeout.InfiniteTimeSpan]);
        _streams.Enqueue(["a"]);
        var running = RunAsync();
        await AdvanceAsync(30, "lost 1 DeadlineExceeded: it has said nothing for 30 s");
        await AdvanceAsync(1, "came a");
        _clock.Advance(TimeSpan.FromHours(1));
        await Task.Yield();
        Assert.False(_told.Reader.TryPeek(out _));
        await StopAsync(running);
    }

    [Fact]
    public async Task A_message_that_does_not_count_leaves_the_stream_as_it_is()
    {
        _streams.Enqueue(["a", "bad", "b"]);
        var running = RunAsync();

        Assert.Equal(["came a", "discarded bad", "came b"], await ToldAsync(3));
        await StopAsync(running);
    }

    void IWorkloadWatcher<string>.Came(string state) => _told.Writer.TryWrite($"came {state}");

    void IWorkloadWatcher<string>.Discarded(string why) => _told.Writer.TryWrite($"discarded {why}");

    void IWorkloadWatcher<string>.Denied(string why) => _told.Writer.TryWrite($"denied {why}");

    void IWorkloadWatcher<string>.Lost(string why, TimeSpan pause) => _told.Writer.TryWrite($"lost {pause.TotalSeconds:0} {why}");

    void IWorkloadWatcher<string>.Ended(string why) => _told.Writer.TryWrite($"ended {why}");

    private Task RunAsync(bool hangs = true) => new WorkloadStream<string>(
        end => Open(hangs, end),
        static (byte[] message, out string? error) =>
        {
            var text = System.Text.Encoding.ASCII.GetString(message);
            error = text == "bad" ? text : null;
            return error is null ? text : null;
        },
        this, _clock).RunAsync(_stop.Token);

    private async IAsyncEnumerable<byte[]> Open(bool hangs, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var isLast = _streams.Count == 1;
        foreach (var step in _streams.Count == 0 ? [] : _streams.Dequeue())
        {
            await Task.Yield();
            if (step is StatusCode code) throw new RpcException(new Status(code, "no"));
            if (step is TimeSpan time && time < TimeSpan.Zero) await Task.Delay(time, cancellation);
            else if (step is TimeSpan later) _clock.Advance(later);
            else yield return System.Text.Encoding.ASCII.GetBytes((string)step);
        }

        if (isLast && hangs) await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
    }

    private async Task<List<string>> ToldAsync(int count)
    {
        var told = new List<string>();
        while (told.Count < count) told.Add(await _told.Reader.ReadAsync(_stop.Token));
        return told;
    }

    // the pause may not have begun when it is told of
    private async Task AdvanceAsync(int seconds, string? told = null)
    {
        while (!_told.Reader.TryPeek(out _))
        {
            await Task.Delay(1, _stop.Token);
            _clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        if (told is not null) Assert.Equal([told], await ToldAsync(1));
    }

    private async Task StopAsync(Task running)
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }
}
