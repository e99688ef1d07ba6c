using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using Google.Protobuf;
using Pdp.Server.Auditing;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Pdp.TestKit.Peers;
using Pdp.Wire;
using Pdp.Wire.Lean;
using Xunit;

namespace Pdp.Server.Tests.Auditing;

/// <summary>
/// What the thread that decides feels of places that take nothing: from a request's bytes to an answer's, in turns with a log that is well.
/// The least p99 of the rounds is compared, since other work on the machine only ever adds to it.
/// </summary>
public sealed class StalledPlacesTests(ITestOutputHelper output)
{
    private const int Rounds = 60;
    private const int Burst = 500;

    // of the times of a machine on which other tests run only a wait that should not be there can be told
    private static readonly double Most = Environment.GetEnvironmentVariable("PDP_STRICT_TIMES") == "1" ? 1.2 : 10;

    private readonly ServedBundle _bundle = new(Fixture.Bundle, TimeProvider.System.GetUtcNow());
    private readonly ReverseWriter _writer = new();
    private readonly byte[] _request = Questions.Permitted.ToByteArray();
    private readonly long[] _times = new long[Burst];

    [Fact]
    public async Task Decisions_keep_their_latency_when_the_disk_is_full_and_when_nobody_reads_standard_output()
    {
        using var disk = SmallDisk.Mount(128);
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        using AuditedFolder well = new(), full = new(disk.Path), unread = new();
        await using var wellTrail = Open(well, static options => options);
        await using var fullTrail = Open(full, static options => options);
        await using var unreadTrail = Open(unread, o => o with
        {
            Audit = o.Audit with { Stdout = true, SinkMegabytes = 1 }, StandardOutput = () => new AnonymousPipeClientStream(PipeDirection.Out, pipe.ClientSafePipeHandle),
        });
        LeanDecider[] deciders = [Decider(wellTrail), Decider(fullTrail), Decider(unreadTrail)];
        while (fullTrail.Failure is null || !unreadTrail.FailingSinks.Any())
        {
            foreach (var decider in deciders) Burn(decider);
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        var least = new double[deciders.Length];
        Array.Fill(least, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < deciders.Length; i++) least[i] = Math.Min(least[i], Burn(deciders[i]));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"p99: all is well {least[0]:F1} µs, the disk is full {least[1]:F1} µs, nobody reads {least[2]:F1} µs"));
        Assert.NotNull(fullTrail.Failure);
        Assert.Equal(["stdout"], unreadTrail.FailingSinks);
        Assert.All(least, p99 => Assert.InRange(p99, 0, (Most * least[0]) + 2));
        await pipe.DisposeAsync();
    }

    // p99 in microseconds
    private double Burn(LeanDecider decider)
    {
        for (var i = 0; i < Burst; i++)
        {
            _writer.Clear();
            var start = Stopwatch.GetTimestamp();
            decider.TryCheck(_bundle, _request, Callers.Here, TimeProvider.System.GetUtcNow(), TimeSpan.MaxValue, _writer);
            _times[i] = Stopwatch.GetTimestamp() - start;
        }

        Array.Sort(_times);
        return _times[Burst * 99 / 100] * 1e6 / Stopwatch.Frequency;
    }

    private static DecisionTrail Open(AuditedFolder folder, Func<PdpServerOptions, PdpServerOptions> more)
    {
        var trail = Trails.Of(more(folder.Set(AuditMode.Bounded, static audit => audit with { Buffer = 1024 })(new PdpServerOptions())));
        trail.Open();
        return trail;
    }

    private static LeanDecider Decider(DecisionTrail trail) => new(new WireLimits(), Trials.Of(new PdpServerOptions()), Callers.Access(), Callers.Nothing, trail, Meters.Decisions);
}
