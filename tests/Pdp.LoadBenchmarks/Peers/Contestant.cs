using System.Net.Sockets;
using Pdp.LoadBenchmarks.Driving;
using Pdp.LoadBenchmarks.Servers;

namespace Pdp.LoadBenchmarks.Peers;

/// <summary>A server that runs with one policy set, and what was measured of it so far.</summary>
internal sealed class Contestant(ServerProcess process, string shape, int rules, Load load) : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestRound = TimeSpan.FromMinutes(2);

    private readonly List<Sample> _saturated = [];
    private readonly List<Sample> _open = [];
    private TimeSpan _start;
    private long _memory;
    private long _peak;
    private long _answers;
    private int _distinct;
    private double _openRate;

    public string Server => process.Name;

    public string Title { get; } = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{process.Name}, {shape} {rules:N0}");

    public int Rules => rules;

    public double SaturatedRate => Spread.Of(_saturated, static s => s.Rate).Middle;

    public Sample Last { get; private set; } = new(0, 0, 0, 0, 0, 0, 0);

    public ServerFigures Figures() =>
        new(Server, shape, rules, _start, _memory, _peak, _distinct, _answers, _saturated, _openRate, _open);

    /// <summary>Waits for its first right answer, and then asks everything once.</summary>
    public async Task StartAsync()
    {
        var one = load with { Connections = 1, InFlight = 1, MostCalls = 1 };
        _start = await process.ReadyAsync(
            async () =>
            {
                try
                {
                    var result = await Driver.RunAsync(process.EndPoint, one, TimeSpan.FromSeconds(10));
                    if (result.Wrong > 0) throw new InvalidOperationException($"{Title}: the first answer is wrong");
                    return result is { Answered: 1, Failed: 0 };
                }
                catch (SocketException)
                {
                    return false; // does not listen yet
                }
                catch (IOException)
                {
                    return false; // listens, and is not ready to talk
                }
            },
            LongestStart);
        _memory = process.WorkingSet;
        var all = Right(await Driver.RunAsync(process.EndPoint, load with { MostCalls = load.Bodies.Length }, LongestRound));
        _distinct = (int)all.Answered;
    }

    public async Task WarmUpAsync(TimeSpan time) => Right(await Driver.RunAsync(process.EndPoint, load, time));

    /// <summary>As many calls as it answers.</summary>
    public async Task SaturateAsync(PeersOptions options) => _saturated.Add(await TakeAsync(load, options.Time, options.Tries));

    /// <summary>Calls at their times, whether or not it keeps up.</summary>
    public async Task OpenAsync(PeersOptions options, double rate)
    {
        const double EnoughForP99 = 1000;
        _openRate = rate;
        var time = Math.Max(options.Time.TotalSeconds, options.IsQuick ? 0 : Math.Min(20, EnoughForP99 / rate));
        _open.Add(await TakeAsync(load with { InFlight = 64, Rate = rate }, TimeSpan.FromSeconds(time), options.Tries));
    }

    public async ValueTask DisposeAsync() => await process.DisposeAsync();

    private async Task<Sample> TakeAsync(Load what, TimeSpan time, int tries)
    {
        const double FewOthers = 0.08;
        Sample? best = null;
        for (var i = 0; i < tries && !(best?.Others < FewOthers); i++)
        {
            var (before, server) = (MachineTime.Now(), process.Processor);
            var result = Right(await Driver.RunAsync(process.EndPoint, what, time));
            var (after, used) = (MachineTime.Now(), process.Processor - server);
            var driver = after.Driver - before.Driver;
            var sample = new Sample(
                result.Answered, result.Rate, used.TotalMicroseconds / result.Answered,
                result.Latencies.Quantile(0.5).TotalMicroseconds, result.Latencies.Quantile(0.99).TotalMicroseconds,
                driver / result.Elapsed, Math.Max(0, (after.Busy - before.Busy - driver - used) / result.Elapsed));
            if (best is null || sample.Others < best.Others) best = sample;
        }

        _peak = process.PeakWorkingSet;
        return Last = best!;
    }

    private LoadResult Right(LoadResult result)
    {
        try
        {
            result.Checked();
        }
        catch (InvalidOperationException error)
        {
            throw new InvalidOperationException($"{Title}: {error.Message}", error);
        }

        _answers += result.Answered;
        return result;
    }
}
