using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Pdp.Contracts.V1;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Server.ShadowReports;
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
        var decider = new LeanDecider(_limits, _trial, Callers.Access(), Callers.Nothing);
        var writer = new ReverseWriter();
        Assert.InRange(
            BytesPer(() =>
            {
                writer.Clear();
                Assert.True(decider.TryCheck(_bundle, bytes, Callers.Here, TimeProvider.System.GetUtcNow(), TimeSpan.MaxValue, writer));
            }),
            0, 0);
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
        return new Decider(_trial, Callers.Nothing).Decide(_bundle, request!, TimeProvider.System.GetUtcNow(), CancellationToken.None);
    }
}
