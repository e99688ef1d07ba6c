using System.Globalization;
using Pdp.Bundles;
using Pdp.Cli.Output;
using Pdp.Engine;
using Pdp.Engine.Reports;
using Spectre.Console;

namespace Pdp.Cli.Statistics;

/// <summary>The statistics for people.</summary>
/// <param name="console">Where to.</param>
/// <param name="all">Whether nothing is cut.</param>
internal sealed class StatsText(IAnsiConsole console, bool all)
{
    private const int MostPolicies = 10;
    private const int MostAttributes = 8;
    private const int MostUncovered = 20;

    /// <summary>Writes everything.</summary>
    public void Write(BundleStatistics statistics)
    {
        WriteSummary(statistics);
        WriteLists(statistics.Rules);
        WriteUncovered(statistics.Bundle, statistics.Rules);
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Mean(double mean) => mean.ToString("N1", CultureInfo.InvariantCulture);

    private static string Bytes(long bytes) => bytes < 10 * 1024 * 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{(bytes + 1023) / 1024:N0} KiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):N1} MiB");

    private void WriteSummary(BundleStatistics statistics)
    {
        var rules = statistics.Rules;
        console.Line((Printable.OneLine(statistics.Bundle.Name), Palette.Strong), ($": {Counted.Of(statistics.Policies, "policy", "policies")} in {Counted.Of(statistics.Versions, "version")}, {Counted.Of(rules.Rules, "rule")} that are evaluated", Palette.Plain));
        console.Line(($"revision {Printable.OneLine(statistics.Bundle.Revision)}", Palette.Quiet));
        string[] roles =
        [
            $"{Number(statistics.Of(PolicyRole.Root))} at the root", $"{Number(statistics.Of(PolicyRole.Referenced))} by reference",
            $"{Number(statistics.Of(PolicyRole.Shadow))} as shadow", $"{Number(statistics.Of(PolicyRole.Inactive))} not in force",
        ];
        console.Line($"versions: {string.Join(", ", roles)}");
        var share = rules.Rules == 0 ? 100 : 100.0 * rules.RulesWithKey / rules.Rules;
        console.Line(string.Create(CultureInfo.InvariantCulture, $"with a key: {rules.RulesWithKey:N0} of {rules.Rules:N0} rules ({share:N1} %): {Kinds(Sum(rules))}"));
        var selectivity = rules.Selectivity;
        console.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"a decision looks at {Mean(selectivity.Mean)} of {rules.Items:N0} rules and policies in the mean, at {selectivity.Most:N0} at most"));
        console.Line((
            string.Create(
                CultureInfo.InvariantCulture,
                $"  measured with {Counted.Of(selectivity.Probes, "request")} made of what the rules name; without properties and context: at {selectivity.WithoutAttributes:N0}"),
            Palette.Quiet));
        console.Line($"memory: {Bytes(statistics.LoadedBytes)} for everything loaded (measured), of that {Bytes(rules.IndexBytes)} for the index (estimated by its parts)");
    }

    private void WriteLists(RuleReport rules)
    {
        PolicyRules[] indexed = [.. rules.Lists.Where(static list => list.IsIndexed).OrderByDescending(static list => list.Items)];
        if (rules.HasOneIndex)
        {
            console.Line("");
            console.Line("the set is small: one index, told of at the root policies, covers all lists");
        }

        foreach (var list in all ? indexed : indexed.Take(MostPolicies)) WriteList(list);
        if (!all && indexed.Length > MostPolicies)
        {
            console.Line("");
            console.Line(($"and {Number(indexed.Length - MostPolicies)} more with an index (--all lists them)", Palette.Quiet));
        }

        PolicyRules[] others = [.. rules.Lists.Where(static list => !list.IsIndexed)];
        if (others.Length == 0) return;
        console.Line("");
        console.Line((
            $"without an index, because they are short or nothing in them has a key: {Counted.Of(others.Length, "list")} with {Counted.Of(others.Sum(static list => (long)list.Items), "rule and policy", "rules and policies")}",
            Palette.Quiet));
        if (!all) return;
        foreach (var list in others) console.Line(($"  {NameOf(list)}: {Contents(list)}", Palette.Quiet));
    }

    private void WriteList(PolicyRules list)
    {
        console.Line("");
        console.Line((NameOf(list), Palette.Strong), ($": {Contents(list)}", Palette.Plain));
        if (list.Rules > 0) console.Line($"  with a key: {Number(list.Kinds.Any)} of {Counted.Of(list.Rules, "rule")}: {Kinds(list.Kinds)}");
        if (list.Selectivity is { } selectivity)
        {
            console.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"  looked at: {Mean(selectivity.Mean)} in the mean, {selectivity.Most:N0} at most, {selectivity.WithoutAttributes:N0} without properties and context"));
        }

        foreach (var key in all ? list.Keys : list.Keys.Take(MostAttributes)) console.Line($"  {Key(key)}");
        if (!all && list.Keys.Length > MostAttributes)
            console.Line(($"  and {Counted.Of(list.Keys.Length - MostAttributes, "more attribute")} (--all lists them)", Palette.Quiet));
        if (list.IndexBytes > 0) console.Line(($"  index: {Bytes(list.IndexBytes)} (estimated)", Palette.Quiet));
    }

    private void WriteUncovered(Bundle bundle, RuleReport rules)
    {
        // where many are looked at, one more costs most
        UncoveredItem[] uncovered = [.. rules.Lists.Where(static list => list.Items > 1).OrderByDescending(static list => list.Items).SelectMany(static list => list.Uncovered)];
        console.Line("");
        if (uncovered.Length == 0)
        {
            console.Line(("every rule and policy in a list of several has a key", Palette.Good));
            return;
        }

        console.Line(
            ($"no key covers {Counted.Of(uncovered.Length, "rule or policy", "rules and policies")}", Palette.Warning), (":", Palette.Plain));
        var positions = new Positions(bundle);
        foreach (var item in all ? uncovered : uncovered.Take(MostUncovered))
        {
            console.Line("");
            console.Line(($"{positions.Of(item.Location)}: ", Palette.Plain), (NameOf(item), Palette.Strong));
            foreach (var reason in item.Reasons)
            {
                console.Line($"  {Printable.OneLine(reason.Message)}");
                console.Line(("    = help", Palette.Help), ($": {reason.Help}", Palette.Plain));
            }
        }

        if (all || uncovered.Length <= MostUncovered) return;
        console.Line("");
        console.Line(($"and {Number(uncovered.Length - MostUncovered)} more (--all lists them)", Palette.Quiet));
    }

    private static KeyKinds Sum(RuleReport rules) => rules.Lists.Aggregate(
        default(KeyKinds),
        static (sum, list) => new KeyKinds(
            sum.Any + list.Kinds.Any, sum.Values + list.Kinds.Values, sum.Elements + list.Kinds.Elements, sum.Ranges + list.Kinds.Ranges,
            sum.Prefixes + list.Kinds.Prefixes, sum.Absences + list.Kinds.Absences));

    private static string Kinds(KeyKinds kinds)
    {
        (int Count, string Name)[] all =
        [
            (kinds.Values, "value"), (kinds.Elements, "membership"), (kinds.Ranges, "range"), (kinds.Prefixes, "prefix"), (kinds.Absences, "absence"),
        ];
        string[] told = [.. all.Where(static kind => kind.Count > 0).Select(static kind => $"{Number(kind.Count)} by {kind.Name}")];
        return told.Length == 0 ? "none" : string.Join(", ", told);
    }

    private static string Key(KeyReport key)
    {
        List<string> parts = [$"asked by {Number(key.Items)}", Counted.Of(key.Values, "distinct value")];
        if (key.Ranges > 0) parts.Add(Counted.Of(key.Ranges, "range"));
        if (key.Prefixes > 0) parts.Add(Counted.Of(key.Prefixes, "prefix", "prefixes"));
        if (!key.IsUsed) parts.Add("not looked up: others tell the rules apart");
        return $"{(key.IsMultiValued ? "each of " : "")}`{key.Attribute}`: {string.Join(", ", parts)}";
    }

    private static string Contents(PolicyRules list) => list.Items == list.Rules
        ? Counted.Of(list.Rules, "rule")
        : list.Rules == 0
            ? Counted.Of(list.Items, "policy", "policies")
            : $"{Counted.Of(list.Rules, "rule")}, {Counted.Of(list.Items - list.Rules, "policy", "policies")}";

    private static string NameOf(PolicyRules list) => list.Policy is null
        ? "root policies"
        : string.Create(CultureInfo.InvariantCulture, $"{(list.IsShadow ? "shadow" : "policy")} {list.Policy}@{list.Version}");

    private static string NameOf(UncoveredItem item) =>
        item.IsPolicy ? $"policy `{item.Id}`" : $"rule `{item.Id}` of `{item.Policy}`";
}
