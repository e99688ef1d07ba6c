using Pdp.Engine;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Values;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Bundles.Tests;

/// <summary>
/// The budget of a decision on the bundle that the repository shows to others, its notices taken out. Decisions whose
/// conditions make values are left out, since they allocate what they make: the shares that are still good, the networks
/// of a tenant parsed for sensitive documents, the texts of an emergency.
/// Runs alone: as long as other tests bring new code, the runtime puts off optimising this one.
/// </summary>
[CollectionDefinition(nameof(SampleAllocationTests), DisableParallelization = true)]
[Collection(nameof(SampleAllocationTests))]
public class SampleAllocationTests
{
    private const int Rounds = 100;

    [Fact]
    public void A_warm_decision_without_notices_or_errors_allocates_nothing()
    {
        var bundle = BundleLoader.Load(Repository.PathOf("policies"), cancellation: TestContext.Current.CancellationToken).Bundle!;
        var source = bundle.Set.Source;
        var set = PolicySet.Compile(source with { Policies = [.. source.Policies.Select(WithoutNotices)] }, cancellation: TestContext.Current.CancellationToken).Set!;
        var decision = new Decision();
        var measured = 0;
        var beyond = new List<string>();
        foreach (var test in bundle.Suites.SelectMany(suite => suite.Tests))
        {
            set.Decide(test.Request, test.Now, decision, TestContext.Current.CancellationToken);
            if (decision.Errors.Count > 0 || MakesValues(bundle, test.Request)) continue;

            var bytes = BytesOfWarmDecisions(() => set.Decide(test.Request, test.Now, decision));
            if (bytes > 0) beyond.Add($"`{test.Name}` allocated {bytes} bytes in {Rounds} decisions");
            measured++;
        }

        Assert.True(beyond.Count == 0, string.Join('\n', beyond));
        Assert.InRange(measured, 40, int.MaxValue);
    }

    private static bool MakesValues(Bundle bundle, Request request)
    {
        var known = bundle.Set.Source.Entities.FirstOrDefault(
            entity => entity.Type == request.Resource.Type && entity.Id == request.Resource.Id)?.Properties ?? StringMap.Empty;
        return Has("shares", out _)
            || request.Context.TryGet("break_glass", out _)
            || (Has("classification", out var classification) && classification.AsString is "confidential" or "secret");

        bool Has(string name, out Value value) =>
            request.Resource.Properties.TryGet(name, out value) || known.TryGet(name, out value);
    }

    private static PolicySource WithoutNotices(PolicySource policy) =>
        policy with { Obligations = [], Advice = [], Items = [.. policy.Items.Select(WithoutNotices)] };

    private static ItemSource WithoutNotices(ItemSource item) => item switch
    {
        PolicySource policy => WithoutNotices(policy),
        RuleSource rule => rule with { Obligations = [], Advice = [] },
        _ => item,
    };

    // warm is the batch from which on nothing is compiled any more; code that is not optimised yet may box
    private static long BytesOfWarmDecisions(Action decide)
    {
        const int Batches = 30;
        var least = long.MaxValue;
        for (var batch = 0; batch < Batches && least > 0; batch++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Rounds; i++) decide();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
