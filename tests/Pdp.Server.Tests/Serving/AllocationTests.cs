using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Pdp.Contracts.V1;
using Pdp.Server.Auditing;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Server.ShadowReports;
using Pdp.Server.Telemetry;
using Pdp.Server.Tests.Support;
using Pdp.Wire;
using Pdp.Wire.Lean;
using Pdp.Wire.Requests;
using Xunit;

namespace Pdp.Server.Tests.Serving;

public sealed class AllocationTests
{
    private readonly ServedBundle _bundle = new(Fixture.Bundle, TimeProvider.System.GetUtcNow());
    private readonly WireLimits _limits = new();
    private readonly ShadowTrial _trial = Trials.Of(new PdpServerOptions());

    // Close above what it takes now, so that a change for the worse is seen. The protobuf library's part is about 4,400
    // bytes, for twelve attributes in a Struct.
    [Fact]
    public void A_check_of_twelve_attributes_stays_within_its_budget_from_bytes_to_bytes()
    {
        var bytes = Twelve().ToByteArray();
        Assert.InRange(BytesPer(() => Answer(CheckRequest.Parser.ParseFrom(bytes)).ToByteArray()), 1, 10_400);
    }

    [Fact]
    public void Reading_and_deciding_alone_stay_within_theirs()
    {
        var message = Twelve();
        Assert.InRange(BytesPer(() => Answer(message)), 1, 5_700);
    }

    // Texts that are met again are kept.
    [Fact]
    public void From_bytes_to_bytes_a_check_allocates_next_to_nothing()
    {
        var bytes = Twelve().ToByteArray();
        var decider = new LeanDecider(_limits, _trial, Callers.Access(), Callers.Nothing, Trails.None, Meters.Decisions);
        var writer = new ReverseWriter();
        Assert.InRange(
            BytesPer(() =>
            {
                writer.Clear();
                Assert.True(decider.TryCheck(_bundle, bytes, Callers.Here, TimeProvider.System.GetUtcNow(), TimeSpan.MaxValue, writer));
            }),
            0, 0);
    }

    [Fact]
    public async Task A_record_of_it_allocates_nothing_either()
    {
        var folder = Directory.CreateTempSubdirectory("pdp-audit-");
        await using (var trail = Trails.Of(new PdpServerOptions { Audit = new AuditSettings { Mode = AuditMode.Bounded, Folder = Path.Combine(folder.FullName, "log"), Buffer = 256 } }))
        {
            trail.Open();
            var bytes = Twelve().ToByteArray();
            var decider = new LeanDecider(_limits, _trial, Callers.Access(), Callers.Nothing, trail, Meters.Decisions);
            var writer = new ReverseWriter();
            var log = trail.Log!;
            Func<bool> hasRoom = () => log.Waiting < 200;

            // each place of the buffer is used before, so that it has what it needs
            for (var i = 0; i < 4; i++)
            {
                for (var j = 0; j < 200; j++) Check();
                while (log.Waiting > 0) await Task.Delay(1, TestContext.Current.CancellationToken);
            }

            Assert.InRange(BytesPer(Check), 0, 0);
            Assert.Equal(0, log.Dropped);

            void Check()
            {
                writer.Clear();
                Assert.True(decider.TryCheck(_bundle, bytes, Callers.Here, TimeProvider.System.GetUtcNow(), TimeSpan.MaxValue, writer));
                SpinWait.SpinUntil(hasRoom);
            }
        }

        folder.Delete(recursive: true);
    }

    private static long BytesPer(System.Action action)
    {
        const int Times = 200;
        for (var i = 0; i < Times; i++) action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Times; i++) action();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Times;
    }

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

    private CheckResponse Answer(CheckRequest message)
    {
        var request = new RequestReader(_limits).Request(message.Subject, message.Action, message.Resource, message.Context);
        return new Decider(_trial, Callers.Nothing, Trails.None, Meters.Decisions).Decide(_bundle, request!, Callers.Here, Channel.Check, TimeProvider.System.GetUtcNow(), CancellationToken.None);
    }
}
