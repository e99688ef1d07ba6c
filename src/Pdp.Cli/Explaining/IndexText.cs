using System.Globalization;
using Pdp.Cli.Output;
using Pdp.Engine.Reports;
using Pdp.Language.Values;
using Spectre.Console;

namespace Pdp.Cli.Explaining;

/// <summary>What the index found for a request, for people: a tree for each list that has an index, and one line for the others.</summary>
internal static class IndexText
{
    private const int MostCandidates = 20;
    private const int LongestValue = 60;

    /// <summary>Writes what was found.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="use">What was found.</param>
    /// <param name="all">Whether nothing is folded or cut.</param>
    public static void Write(IAnsiConsole console, IndexUse use, bool all)
    {
        console.Line("");
        console.Line(("index: ", Palette.Strong), (Summary(use), Palette.Plain));
        var printer = new TreePrinter(console);
        foreach (var list in use.Lists.Where(static list => list.IsIndexed))
        {
            console.Line("");
            printer.Write(Node(list, all));
        }

        string[] others = [.. use.Lists.Where(static list => !list.IsIndexed).Select(static list => $"{NameOf(list)} ({list.Items})")];
        if (others.Length == 0) return;
        console.Line("");
        printer.Write(new TreeNode(
            ($"without an index, because the list is short or nothing in it has a key; all is looked at: {Cut(others, all)}", Palette.Quiet)));
    }

    private static string Summary(IndexUse use)
    {
        var leftOut = use.Items - use.Candidates;
        var looked = string.Create(
            CultureInfo.InvariantCulture, $"looked at {use.Candidates:N0} of {Counted.Of(use.Items, "rule and policy", "rules and policies")}");
        return leftOut == 0 ? looked : $"{looked}; the other {leftOut.ToString("N0", CultureInfo.InvariantCulture)} are provably not applicable";
    }

    private static TreeNode Node(ListUse list, bool all)
    {
        var node = new TreeNode(
            (NameOf(list), Palette.Strong),
            (string.Create(CultureInfo.InvariantCulture, $": looked at {list.Candidates.Length:N0} of {list.Items:N0}"), Palette.Plain));
        // what one index of all lists looks up is told once
        if (list.Keys.Length > 0) node.Add(new TreeNode((LookedUp(list), Palette.Plain)));
        CandidateUse[] found = [.. list.Candidates.Where(static one => one.HasKey)];
        foreach (var candidate in all ? found : found.Take(MostCandidates)) node.Add(Node(candidate));
        if (!all && found.Length > MostCandidates) node.Add(AndMore(found.Length - MostCandidates));
        string[] without = [.. list.Candidates.Where(static one => !one.HasKey).Select(static one => one.Id)];
        if (without.Length > 0) node.Add(new TreeNode(($"looked at without a key of theirs: {Cut(without, all)}", Palette.Warning)));
        if (list.LeftOutCount > 0) node.Add(LeftOut(list));
        return node;
    }

    private static TreeNode Node(CandidateUse candidate)
    {
        var found = candidate.FoundBy.Length > 0
            ? string.Join("; ", candidate.FoundBy.Select(Words))
            : "what it asks was not looked up: telling it apart is no faster than evaluating it";
        return new TreeNode(
            (candidate.IsPolicy ? "policy " : "rule ", Palette.Quiet), (candidate.Id, Palette.Strong), ($": {Printable.OneLine(found)}", Palette.Plain),
            (candidate.IsSure ? " (that is all it asks: not evaluated)" : "", Palette.Quiet));
    }

    private static TreeNode LeftOut(ListUse list)
    {
        var node = new TreeNode(($"left out, provably not applicable: {Counted.Of(list.LeftOutCount, "item")}", Palette.Quiet));
        foreach (var one in list.LeftOut)
            node.Add(new TreeNode(($"{(one.IsPolicy ? "policy" : "rule")} {one.Id}: {Printable.OneLine(one.Reason)}", Palette.Quiet)));
        return node;
    }

    private static string LookedUp(ListUse list)
    {
        string[] keys = [.. list.Keys.Where(static key => key.IsLookedUp).Select(Words)];
        return keys.Length == 0 ? "looked up: nothing" : $"looked up: {string.Join(", ", keys)}";
    }

    private static string Words(KeyUse key)
    {
        var what = key.IsMultiValued ? $"each of `{key.Attribute}`" : $"`{key.Attribute}`";
        return key.State switch
        {
            KeyState.Value => $"{what} = {Printable.OneLine(CelText.ToLiteral(key.Value, LongestValue))}",
            KeyState.Missing => $"{what}, which is missing",
            _ => $"{what}, which is invalid",
        };
    }

    private static string Words(KeyMatch match) => match.Kind switch
    {
        KeyMatchKind.Value => $"`{match.Attribute}` is {match.Asked}",
        KeyMatchKind.Element => $"`{match.Attribute}` has {match.Asked}",
        KeyMatchKind.Range => $"`{match.Attribute}` is {match.Asked}",
        KeyMatchKind.Prefix => $"`{match.Attribute}` starts with {match.Asked}",
        KeyMatchKind.Missing => $"`{match.Attribute}` is missing",
        KeyMatchKind.Invalid => $"`{match.Attribute}` is invalid",
        KeyMatchKind.WrongType => $"`{match.Attribute}` has a wrong type",
        _ => $"`{match.Attribute}` is too large or too deep to be looked up",
    };

    private static string NameOf(ListUse list) =>
        list.Policy is null ? "root policies" : string.Create(CultureInfo.InvariantCulture, $"policy {list.Policy}@{list.Version}");

    private static string Cut(string[] names, bool all)
    {
        if (all || names.Length <= MostCandidates) return string.Join(", ", names);
        var more = (names.Length - MostCandidates).ToString("N0", CultureInfo.InvariantCulture);
        return $"{string.Join(", ", names.Take(MostCandidates))} and {more} more (--all shows them)";
    }

    private static TreeNode AndMore(int count) =>
        new(($"and {count.ToString("N0", CultureInfo.InvariantCulture)} more (--all shows them)", Palette.Quiet));
}
