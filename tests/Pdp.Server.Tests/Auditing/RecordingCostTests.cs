using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Pdp.Contracts.V1;
using Pdp.Server.Auditing;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Pdp.Wire;
using Pdp.Wire.Lean;
using Xunit;

namespace Pdp.Server.Tests.Auditing;

/// <summary>
/// What recording costs the thread that decides, beside the same decisions without it, in one run: from a request's bytes to an answer's.
/// <c>PDP_AUDIT_COST=200</c> makes that many rounds.
/// </summary>
public sealed class RecordingCostTests(ITestOutputHelper output) : IDisposable
{
    private const int Burst = 4000;

    private static readonly int Rounds =
        int.TryParse(Environment.GetEnvironmentVariable("PDP_AUDIT_COST"), NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) ? rounds : 3;

    private readonly AuditedFolder _folder = new();
    private readonly ServedBundle _bundle = new(Fixture.Bundle, TimeProvider.System.GetUtcNow());
    private readonly ReverseWriter _writer = new();
    private readonly byte[] _request = Twelve().ToByteArray();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_record_costs_the_deciding_thread_a_part_of_a_microsecond()
    {
        var (plain, recorded) = (new List<double>(), new List<double>());
        await using (var trail = Trails.Of(_folder.Set(AuditMode.Bounded)(new PdpServerOptions())))
        {
            trail.Open();
            var without = Decider(Trails.None);
            var with = Decider(trail);
            for (var i = 0; i < Rounds; i++)
            {
                plain.Add(Run(without));
                recorded.Add(Run(with));

                // what is measured is the recording and not the lack of room
                while (trail.Log!.Waiting > 0) await Task.Delay(1, TestContext.Current.CancellationToken);
            }

            Assert.Equal(0, trail.Log!.Dropped);
        }

        Assert.Equal(Rounds * Burst, _folder.Decisions.Count);
        plain.Sort();
        recorded.Sort();
        var (a, b) = (plain[Rounds / 2], recorded[Rounds / 2]);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"a decision {a:F0} ns, with a record {b:F0} ns: {b - a:F0} ns more, ratio {b / a:F2}; the fastest {plain[0]:F0} and {recorded[0]:F0} ns ({Rounds} rounds of {Burst}, medians)"));
    }

    private double Run(LeanDecider decider)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Burst; i++)
        {
            _writer.Clear();
            decider.TryCheck(_bundle, _request, Callers.Here, TimeProvider.System.GetUtcNow(), TimeSpan.MaxValue, _writer);
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / Burst;
    }

    private static LeanDecider Decider(DecisionTrail trail) => new(new WireLimits(), Trials.Of(new PdpServerOptions()), Callers.Access(), Callers.Nothing, trail, Meters.Decisions);

    private static CheckRequest Twelve()
    {
        var request = Questions.Of("delete");
        request.Subject.Properties = Strings(5);
        request.Resource.Properties = Strings(5);
        request.Context = Strings(2);
        return request;
    }

    private static Struct Strings(int count)
    {
        var message = new Struct();
        for (var i = 0; i < count; i++) message.Fields.Add($"attribute{i}", Value.ForString($"value{i}"));
        return message;
    }
}
