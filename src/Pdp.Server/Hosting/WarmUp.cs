using Google.Protobuf;
using Pdp.Contracts.V1;
using Pdp.Server.Serving;
using Pdp.Wire;
using Pdp.Wire.Requests;

namespace Pdp.Server.Hosting;

/// <summary>
/// Decides the requests of the bundle's own tests, bytes to bytes, until the runtime has compiled the path that calls
/// take: the first calls after a start would else cost many times what they cost later.
/// </summary>
internal static class WarmUp
{
    // The runtime compiles a method anew after 30 calls, and once more, with what it learned, after some thousand.
    private const int Rounds = 2000;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>Warms up.</summary>
    /// <returns>How many decisions it took; 0 when the bundle has no tests.</returns>
    public static int Run(ServedBundle bundle, WireLimits limits, TimeProvider clock, CancellationToken cancellation)
    {
        byte[][] requests =
        [
            .. bundle.Bundle.Suites.SelectMany(static suite => suite.Tests)
                .Take(Rounds).Select(static test => RequestWriter.ToMessage(test.Request).ToByteArray()),
        ];
        if (requests.Length == 0) return 0;
        var started = clock.GetTimestamp();
        var done = 0;
        while (done < Rounds && clock.GetElapsedTime(started) < Longest && !cancellation.IsCancellationRequested)
        {
            var message = CheckRequest.Parser.ParseFrom(requests[done++ % requests.Length]);
            var request = new RequestReader(limits).Request(message.Subject, message.Action, message.Resource, message.Context);

            // A test's request may be beyond the limits of a call.
            if (request is not null) Decider.Decide(bundle, request, clock.GetUtcNow(), CancellationToken.None).ToByteArray();
        }

        return done;
    }
}
