using Google.Protobuf;
using Pdp.Contracts.V1;
using Pdp.Engine;
using Pdp.Engine.Requests;
using Pdp.Language.Values;
using Pdp.Wire.Lean;
using Pdp.Wire.Requests;
using Xunit;
using EngineDecision = Pdp.Engine.Decisions.Decision;

namespace Pdp.Wire.Tests.Lean;

/// <summary>Reads the same bytes both ways: by the library's parser and messages, and by the lean reader.</summary>
internal static class Differential
{
    private static readonly WireLimits Limits = new();

    // one for all, so that what it remembers of one message meets all the others
    private static readonly LeanRequestReader Reader = new(Limits);

    private static readonly Timestamp Now = new(1_700_000_000, 0);

    /// <summary>
    /// Holds the lean reader against the library. What it accepts the library must accept, and the decisions must be the same
    /// in everything that they tell.
    /// </summary>
    /// <returns>Whether each of the two accepted the bytes.</returns>
    public static (bool Library, bool Lean) Compare(PolicySet set, byte[] bytes, WireLimits? bounds = null)
    {
        var limits = bounds ?? Limits;
        var reader = bounds is null ? Reader : new LeanRequestReader(limits);
        var expected = ByLibrary(bytes, limits) is { } request ? set.Decide(request, Now) : null;

        // more than once, as what was read before is remembered
        for (var round = 0; round < 3; round++)
        {
            if (ByLean(set, reader, bytes) is not { } actual) return (expected is not null, false);
            Assert.True(expected is not null, $"only the lean reader accepts {Convert.ToHexString(bytes)}");
            Same.Decisions(expected, actual);
        }

        return (true, true);
    }

    /// <summary>The request, or null when the long way refuses it.</summary>
    public static Request? ByLibrary(byte[] bytes, WireLimits limits)
    {
        try
        {
            var message = CheckRequest.Parser.ParseFrom(bytes);
            return new RequestReader(limits).Request(message.Subject, message.Action, message.Resource, message.Context);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static EngineDecision? ByLean(PolicySet set, LeanRequestReader reader, byte[] bytes)
    {
        var stated = set.Rent();
        try
        {
            if (!reader.TryRead(bytes, stated)) return null;
            var decision = new EngineDecision();
            set.Decide(stated, Now, decision, TimeSpan.MaxValue);
            return decision;
        }
        finally
        {
            set.Return(stated);
        }
    }
}
