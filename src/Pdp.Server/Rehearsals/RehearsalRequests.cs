using Google.Protobuf;
using Pdp.Bundles;
using Pdp.Contracts.V1;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Values;
using Pdp.Wire.Requests;

namespace Pdp.Server.Rehearsals;

/// <summary>What a rehearsal asks: the requests of the bundle's own tests, and some made up from its rules.</summary>
internal static class RehearsalRequests
{
    private const int MostTests = 200;
    private const int MostPolicies = 32;
    private const int MostRules = 8;
    private const int LargestBytes = 4 * 1024;
    private const int BatchSize = 8;

    /// <summary>The messages to <c>Check</c>; none when there is neither a test nor a rule.</summary>
    public static byte[][] Checks(Bundle bundle) =>
    [
        .. Questions(bundle).Select(static request => RequestWriter.ToMessage(request).ToByteArray())
            .Where(static bytes => bytes.Length <= LargestBytes),
    ];

    /// <summary>The requests.</summary>
    public static IEnumerable<Request> Questions(Bundle bundle) =>
        bundle.Suites.SelectMany(static suite => suite.Tests).Take(MostTests).Select(static test => test.Request)
            .Concat(Made(bundle.Set.Source.Policies)).Select(Statable);

    // what a token says cannot be stated, and there is none here that would say it
    private static Request Statable(Request request) => request.Subject.Properties.TryGet(SubjectToken.Property, out _)
        ? request with { Subject = request.Subject with { Properties = new StringMap([.. request.Subject.Properties.Entries.ToArray().Where(static p => p.Key != SubjectToken.Property)]) } }
        : request;

    /// <summary>The same question on a stream.</summary>
    public static byte[] Streamed(byte[] check) =>
        new CheckStreamRequest { RequestId = 1, Request = CheckRequest.Parser.ParseFrom(check) }.ToByteArray();

    /// <summary>The same question as a batch of several.</summary>
    public static byte[] Batch(byte[] check)
    {
        var request = CheckRequest.Parser.ParseFrom(check);
        var item = new CheckBatchItem { Action = request.Action, Resource = request.Resource };
        return new CheckBatchRequest { Subject = request.Subject, Context = request.Context, Items = { Enumerable.Repeat(item, BatchSize) } }.ToByteArray();
    }

    // policies from all over the list, as neighbours are often alike
    private static IEnumerable<Request> Made(IReadOnlyList<PolicySource> policies)
    {
        var step = Math.Max(1, policies.Count / MostPolicies);
        for (var i = 0; i < policies.Count; i += step)
        {
            foreach (var rule in policies[i].Items.OfType<RuleSource>().Take(MostRules)) yield return RuleSample.Of(policies[i], rule);
        }
    }
}
