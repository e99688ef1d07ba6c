using Pdp.Bundles;
using Pdp.Cli.Output;
using Pdp.Engine.Sources;

namespace Pdp.Cli.Validating;

/// <summary>How much a bundle holds.</summary>
internal sealed record BundleCounts(
    int Files, int Policies, int Rules, int Schemas, int Definitions, int Entities, int Suites, int Tests)
{
    /// <summary>Counts. Policies are versions of top-level policies; rules are those of all versions, inline policies' included.</summary>
    public static BundleCounts Of(Bundle bundle)
    {
        var source = bundle.Set.Source;
        return new BundleCounts(
            bundle.Files.Length,
            source.Policies.Length,
            source.Policies.Sum(RulesOf),
            bundle.Files.Count(static f => f.Kind == "Schema"),
            source.Definitions.Length,
            source.Entities.Length,
            bundle.Suites.Length,
            bundle.Suites.Sum(static s => s.Tests.Length));
    }

    /// <summary>The numbers in words.</summary>
    public string Told() => string.Join(", ",
    [
        Counted.Of(Policies, "policy", "policies"),
        Counted.Of(Rules, "rule"),
        Counted.Of(Schemas, "schema"),
        Counted.Of(Definitions, "definition"),
        Counted.Of(Entities, "entity", "entities"),
        $"{Counted.Of(Tests, "test")} in {Counted.Of(Suites, "suite")}",
    ]);

    private static int RulesOf(PolicySource policy)
    {
        // A loop, since nesting is the author's to choose.
        var count = 0;
        var open = new Stack<PolicySource>([policy]);
        while (open.TryPop(out var current))
        {
            foreach (var item in current.Items)
            {
                if (item is RuleSource) count++;
                else if (item is PolicySource inner) open.Push(inner);
            }
        }

        return count;
    }
}
