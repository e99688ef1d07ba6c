using System.Globalization;

namespace Pdp.LoadBenchmarks.Workloads;

/// <summary>The two kinds of policies that servers are measured with, of any number of rules.</summary>
internal static class PolicySets
{
    public const int RulesOfType = 5;

    private static readonly ResourceRule[] OfType =
    [
        new("read-by-clearance", true, ["view"], "employee", "subject.tenant == resource.tenant && subject.department == resource.department && subject.clearance >= resource.classification"),
        new("owner", true, ["edit", "delete"], "employee", "resource.owner == subject.id"),
        new("manager-on-site", true, ["view", "edit", "approve"], "manager", "subject.tenant == resource.tenant && context.ip.startsWith('10.0.') && context.hour >= 8 && context.hour < 18"),
        new("locked", false, ["edit", "delete"], null, "resource.locked"),
        new("suspended", false, [], null, "subject.suspended"),
    ];

    /// <summary>How many resource types so many rules are for.</summary>
    public static int Types(int rules) => Math.Max(1, rules / RulesOfType);

    /// <summary>Five rules for each resource type.</summary>
    public static IEnumerable<ResourcePolicy> Typed(int rules) =>
        Enumerable.Range(0, Types(rules)).Select(static type => new ResourcePolicy(Name(type), OfType));

    /// <summary>All rules for one resource type and action; they differ in the departments that they are for.</summary>
    public static IEnumerable<ResourcePolicy> Flat(int rules) =>
    [
        new ResourcePolicy(Name(0), [.. Enumerable.Range(0, rules).Select(static i => new ResourceRule(
            string.Create(CultureInfo.InvariantCulture, $"r{i}"), true, ["view"], "employee",
            string.Create(CultureInfo.InvariantCulture, $"subject.department == 'd{i}' && resource.department == 'd{i}'")))]),
    ];

    private static string Name(int type) => string.Create(CultureInfo.InvariantCulture, $"doc_{type}");
}
