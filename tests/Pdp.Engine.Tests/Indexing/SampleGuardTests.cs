using System.Text;
using Pdp.Bundles;
using Pdp.Engine.Model;
using Pdp.Engine.Sources;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Engine.Tests.Indexing;

/// <summary>
/// What is known of the rules of the sample bundle, as a text that people have reviewed. With <c>PDP_ACCEPT_GOLDEN=1</c>
/// in the environment it is written anew; the difference is then for people to review.
/// </summary>
public sealed class SampleGuardTests
{
    [Fact]
    public void The_guards_of_the_sample_bundle_are_as_reviewed()
    {
        var set = BundleLoader.Load(Repository.PathOf("policies"), cancellation: TestContext.Current.CancellationToken).Bundle!.Set;
        var text = new StringBuilder();
        foreach (var root in set.Compiled.Roots) Tell(root, text);
        var expected = Repository.PathOf("tests", "Pdp.Engine.Tests", "Indexing", "sample-guards.txt");
        if (Environment.GetEnvironmentVariable("PDP_ACCEPT_GOLDEN") == "1") File.WriteAllText(expected, text.ToString());
        Assert.Equal(File.ReadAllText(expected), text.ToString());
    }

    private static void Tell(ItemNode item, StringBuilder text)
    {
        if (item is RuleNode rule)
        {
            text.Append(rule.Path).Append('/').Append(rule.Code.Source.Id);
            text.Append(rule.Code.Effect == Effect.Deny ? " (deny)\n" : " (permit)\n");
            text.Append("  own      ").Append(rule.Guard.Own).Append('\n');
            text.Append("  targets  ").Append(rule.Guard.Targets).Append('\n');
            text.Append("  all      ").Append(rule.Guard.All).Append('\n');
            return;
        }

        foreach (var inner in ((PolicyNode)item).Items) Tell(inner, text);
    }
}
