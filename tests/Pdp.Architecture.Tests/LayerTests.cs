using System.Reflection;
using Xunit;

namespace Pdp.Architecture.Tests;

/// <summary>Dependencies point inward: each layer knows only those it is built on, and the core knows no host.</summary>
public sealed class LayerTests
{
    /// <summary>What each assembly may know of the project's others.</summary>
    public static TheoryData<string, string[]> Layers => new()
    {
        { "Pdp.Language", [] },
        { "Pdp.Engine", ["Pdp.Language"] },
        { "Pdp.Bundles", ["Pdp.Engine", "Pdp.Language"] },
        { "Pdp.Authoring", ["Pdp.Bundles", "Pdp.Engine", "Pdp.Language"] },
        { "Pdp.LanguageServer", ["Pdp.Authoring", "Pdp.Bundles", "Pdp.Engine", "Pdp.Language"] },
        { "Pdp.Audit", ["Pdp.Bundles"] },
        { "Pdp.Contracts", [] },
        { "Pdp.Identity", ["Pdp.Language"] },
        { "Pdp.Wire", ["Pdp.Engine", "Pdp.Language", "Pdp.Contracts"] },
        { "Pdp.Client", ["Pdp.Contracts"] },
        { "Pdp.Client.AspNetCore", ["Pdp.Client", "Pdp.Contracts"] },
        { "Pdp.Server", ["Pdp.Audit", "Pdp.Bundles", "Pdp.Identity", "Pdp.Wire", "Pdp.Engine", "Pdp.Language", "Pdp.Contracts"] },
        { "pdp", ["Pdp.Audit", "Pdp.Authoring", "Pdp.Bundles", "Pdp.Engine", "Pdp.Language", "Pdp.Contracts", "Pdp.Identity", "Pdp.LanguageServer", "Pdp.Server"] },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_knows_only_the_layers_below_it(string assembly, string[] allowed)
    {
        var known = References(assembly).Where(IsOurs);

        Assert.Empty(known.Except(allowed, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Pdp.Language")]
    [InlineData("Pdp.Engine")]
    public void Language_and_engine_need_nothing_but_the_base_libraries(string assembly)
    {
        var foreign = References(assembly).Where(name => !IsOurs(name) && !name.StartsWith("System.", StringComparison.Ordinal));

        Assert.Empty(foreign);
    }

    [Theory]
    [InlineData("Pdp.Language")]
    [InlineData("Pdp.Engine")]
    [InlineData("Pdp.Bundles")]
    [InlineData("Pdp.Authoring")]
    [InlineData("Pdp.Audit")]
    [InlineData("Pdp.Identity")]
    [InlineData("Pdp.Wire")]
    public void Below_the_host_nothing_logs_or_injects(string assembly)
    {
        var host = References(assembly).Where(name =>
            name.StartsWith("Microsoft.Extensions.Logging", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Extensions.DependencyInjection", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));

        Assert.Empty(host);
    }

    [Fact]
    public void Every_assembly_of_the_sources_is_held_by_these_rules()
    {
        var sources = Directory.GetDirectories(TestKit.Peers.Repository.PathOf("src")).Select(folder => Path.GetFileName(folder)!);
        var ruled = Layers.Select(row => row.Data.Item1 == "pdp" ? "Pdp.Cli" : row.Data.Item1);

        Assert.Equal(sources.Order(StringComparer.Ordinal), ruled.Order(StringComparer.Ordinal));
    }

    private static bool IsOurs(string name) =>
        name.StartsWith("Pdp.", StringComparison.Ordinal) || string.Equals(name, "pdp", StringComparison.Ordinal);

    private static IEnumerable<string> References(string assembly) =>
        Assembly.Load(assembly).GetReferencedAssemblies().Select(reference => reference.Name!);
}
