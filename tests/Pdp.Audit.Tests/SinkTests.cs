using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Pdp.Audit.Delivery;
using Pdp.Audit.Records;
using Pdp.Audit.Tests.Support;
using Xunit;

namespace Pdp.Audit.Tests;

public sealed class SinkTests : IDisposable
{
    private readonly TestLog _log = new();
    private readonly Sink _sink = new();

    private AuditOptions Options => _log.Options with { Sinks = [_sink], SinkBytes = 2000, SinkPatience = TimeSpan.FromSeconds(10), TellEvery = TimeSpan.FromMilliseconds(20) };

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_sink_gets_what_is_in_the_files()
    {
        await _log.WriteAsync(1, 100, Options with { SinkBytes = 1024 * 1024 });
        Assert.Equal(Records(_log.Lines), Records(_sink.Lines));
    }

    [Fact]
    public async Task A_sink_that_hangs_holds_up_nothing_and_what_it_does_not_get_is_recorded_with_its_range()
    {
        await using (var log = _log.Open(Options))
        {
            _sink.Gate.Reset();
            var written = 0;
            while (log.Sinks.Single().Undelivered == 0)
            {
                if (TestLog.Write(log, ++written) == 0) written--;
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }

            // the file goes on
            var recorded = log.Recorded;
            Assert.True(TestLog.Write(log, ++written) > 0);
            while (log.Recorded == recorded) await Task.Delay(1, TestContext.Current.CancellationToken);
            Assert.Equal("records come faster than it takes them", log.Sinks.Single().Failure);
            Assert.InRange(log.Sinks.Single().WaitingBytes, 1, 4000);
            _sink.Gate.Set();
            while (log.Sinks.Single().Failure is not null) await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        Assert.Equal([AuditNews.SinkFailed, AuditNews.SinkRecovered], _log.News.Select(static one => one.News));
        var told = _log.Lines.Where(static line => TestLog.Kind(line) == RecordKinds.Undelivered).ToList();
        Assert.All(told, static one => Assert.Equal("test", one.GetProperty("sink").GetString()));
        var lost = Numbers(_log.Lines).Except(Numbers(_sink.Lines)).ToList();
        Assert.Equal(lost.Count, told.Sum(static one => one.GetProperty("count").GetInt32()));
        Assert.All(lost, number => Assert.Contains(told, one => one.GetProperty("first").GetInt64() <= number && number <= one.GetProperty("last").GetInt64()));
        Assert.Empty(_log.Verify().Findings);
    }

    [Fact]
    public async Task A_sink_that_fails_gets_all_when_it_can_again()
    {
        await using (var log = _log.Open(Options with { SinkBytes = 1024 * 1024 }))
        {
            _sink.Fails = true;
            for (var i = 1; i <= 50; i++) Assert.True(TestLog.Write(log, i) > 0);
            while (log.Sinks.Single().Failure is null) await Task.Delay(1, TestContext.Current.CancellationToken);
            Assert.Equal("it fails", log.Sinks.Single().Failure);
            _sink.Fails = false;
        }

        Assert.Equal(Records(_log.Lines), Records(_sink.Lines));
        Assert.Equal([AuditNews.SinkFailed, AuditNews.SinkRecovered], _log.News.Select(static one => one.News));
    }

    [Fact]
    public async Task What_a_sink_refuses_for_good_and_what_it_has_not_got_at_the_end_is_counted()
    {
        await using (var log = _log.Open(Options with { SinkBytes = 1024 * 1024, SinkPatience = TimeSpan.FromMilliseconds(50) }))
        {
            _sink.Refuses = 1;
            TestLog.Write(log, 1);
            while (log.Sinks.Single().Undelivered == 0) await Task.Delay(1, TestContext.Current.CancellationToken);
            _sink.Gate.Reset();
            TestLog.Write(log, 2);
            while (_sink.Waiting == 0) await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        // the one that was refused, and the one that was given up, and what tells of it stands before the end
        Assert.InRange(_log.Told(RecordKinds.Undelivered), 2, 5);
        Assert.Equal(RecordKinds.Stop, TestLog.Kind(_log.Lines[^1]));

        // each is told of once: in the files, or, behind what the files tell, to the operator; the gate stays shut, or what was given up might come about
        var lost = Assert.Single(_log.News, static one => one.News == AuditNews.Lost).Text;
        var number = int.Parse(System.Text.RegularExpressions.Regex.Match(lost, "^`test` did not get ([0-9]+) records").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(Numbers(_log.Lines).Except(Numbers(_sink.Lines)).Count(), _log.Told(RecordKinds.Undelivered) + number);
        _sink.Gate.Set();
    }

    [Fact]
    public async Task A_sink_that_takes_nothing_is_told_of_and_then_only_with_what_else_there_is_to_tell()
    {
        _sink.RefusesAll = true;
        await using (var log = _log.Open(Options with { TellEvery = TimeSpan.FromMilliseconds(1) }))
        {
            TestLog.Write(log, 1);
            while (log.Sinks.Single().Undelivered < 3) await Task.Delay(1, TestContext.Current.CancellationToken);

            // time enough to tell a hundred times of what tells of losses; the start, the decision and what tells of each are four
            for (var i = 0; i < 100; i++) await Task.Delay(1, TestContext.Current.CancellationToken);
            Assert.InRange(log.Sinks.Single().Undelivered, 3, 4);
            _sink.RefusesAll = false;
        }

        Assert.Equal(Numbers(_log.Lines).Except(Numbers(_sink.Lines)).Count(), _log.Told(RecordKinds.Undelivered));
    }

    [Fact]
    public async Task A_sink_is_tried_again_by_the_logs_own_pace_whatever_it_asks_for()
    {
        _sink.Fails = true;
        var start = Stopwatch.GetTimestamp();
        await using var log = _log.Open(Options);
        TestLog.Write(log, 1);
        while (_sink.Tries < 3) await Task.Delay(1, TestContext.Current.CancellationToken);
        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(290), "it was tried three times within two pauses");
        _sink.Fails = false;
    }

    private static IEnumerable<string> Records(IEnumerable<JsonElement> lines) => lines.Where(static line => TestLog.Kind(line) != RecordKinds.File).Select(static line => line.GetRawText());

    private static IEnumerable<long> Numbers(IEnumerable<JsonElement> lines) =>
        lines.Where(static line => line.TryGetProperty("seq", out _)).Select(static line => line.GetProperty("seq").GetInt64());

    private sealed class Sink : IRecordSink
    {
        private readonly ConcurrentQueue<string> _lines = new();
        private int _refuses;
        private int _waiting;
        private int _tries;

        public ManualResetEventSlim Gate { get; } = new(initialState: true);

        public volatile bool Fails;

        public volatile bool RefusesAll;

        public int Tries => Volatile.Read(ref _tries);

        public int Refuses
        {
            set => Volatile.Write(ref _refuses, value);
        }

        public int Waiting => Volatile.Read(ref _waiting);

        public IReadOnlyList<JsonElement> Lines => [.. _lines.Select(static line => JsonDocument.Parse(line).RootElement)];

        public string Name => "test";

        public SinkRefusal Send(RecordBatch batch, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _tries);
            Interlocked.Increment(ref _waiting);
            Gate.Wait(cancellation);
            Interlocked.Decrement(ref _waiting);
            if (Fails) throw new SinkException("it fails", retryAfter: TimeSpan.Zero);
            if (RefusesAll) return new SinkRefusal((int)batch.Count, "it takes nothing");
            var refused = Interlocked.Exchange(ref _refuses, 0);
            foreach (var line in Encoding.UTF8.GetString(batch.Lines.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(refused)) _lines.Enqueue(line);
            return refused == 0 ? SinkRefusal.None : new SinkRefusal(refused, "it does not like them");
        }

        public void Dispose()
        {
        }
    }
}
