using System.Globalization;
using System.Net;
using Pdp.Cli.Diffing;
using Pdp.Cli.Output;

namespace Pdp.Cli.Impacting;

/// <summary>
/// The impact as Markdown, for a comment on a merge request. What policies and requests say stands in <c>code</c> elements: there it is neither
/// a mention of anyone nor a mark.
/// </summary>
/// <param name="writer">Where to.</param>
/// <param name="all">Whether nothing is cut.</param>
internal sealed class ImpactMarkdown(TextWriter writer, bool all)
{
    // a comment has a limit, and its reader another
    private const int MostGroups = 30;
    private const int MostReasons = 3;

    /// <summary>Writes everything.</summary>
    public void Write(ImpactReport report)
    {
        var tally = report.Tally;
        writer.WriteLine("### Impact on decisions");
        writer.WriteLine();
        writer.WriteLine(tally.Requests == 0 ? "No request was compared."
            : tally.Changed == 0 ? $"**No answer changes** of {Counted.Of(tally.Requests, "request")}."
            : $"**{Counted.Of(tally.Changed, "answer changes", "answers change")}** of {Counted.Of(tally.Requests, "request")}: {Kinds(tally)}.");
        if (tally.Changed > 0) WriteGroups(tally);
        writer.WriteLine();
        writer.WriteLine("<details><summary>What was compared, and what was not</summary>");
        writer.WriteLine();
        WriteSide("old", report.Old);
        WriteSide("new", report.New);
        foreach (var source in report.Sources)
            writer.WriteLine($"* asked: {source.Words}, of which {Counted.Of(source.Changed, "answer changes", "answers change")}");
        if (report.Cases is { } cases)
        {
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"* cases are derived from {Counted.Of(cases.Rules, "rule")}, {cases.ChangedRules:N0} of them changed; seed {report.Seed}"));
        }

        foreach (var line in report.NotLookedAt) writer.WriteLine($"* not looked at: {Marked(line)}");
        writer.WriteLine();
        writer.WriteLine("</details>");
    }

    private void WriteGroups(ChangeTally tally)
    {
        writer.WriteLine();
        writer.WriteLine("| | before | after | requests | the first | because |");
        writer.WriteLine("|---|---|---|--:|---|---|");
        ChangeGroup[] groups = [.. ChangeKinds.All.SelectMany(tally.Of)];
        foreach (var group in all ? groups : groups.Take(MostGroups)) Write(group);
        var rest = tally.Changed - (all ? groups : groups.Take(MostGroups)).Sum(static group => group.Count);
        if (rest == 0) return;
        writer.WriteLine();
        writer.WriteLine($"{Counted.Of(rest, "answer changes", "answers change")} in other groups, which are not listed here.");
    }

    private void Write(ChangeGroup group)
    {
        var change = group.First;
        var kind = change.Kind == ChangeKind.NewlyAllowed ? $"**{change.Kind.Words()}**" : change.Kind.Words();
        string[] because =
        [
            .. Because("before", change.BecauseBefore), .. Because("after", change.BecauseAfter),
            .. change.Obligations is { } obligations ? [$"obligations {Marked(obligations.Words)}"] : Array.Empty<string>(),
            .. change.Advice is { } advice ? [$"advice {Marked(advice.Words)}"] : Array.Empty<string>(),
        ];
        writer.WriteLine(
            $"| {kind} | {DecisionWords.Of(change.Before)} | {DecisionWords.Of(change.After)} | {group.Count.ToString("N0", CultureInfo.InvariantCulture)} "
            + $"| {Marked(group.Subject)}<br>{Marked(ImpactText.PlaceOf(group))} | {string.Join("<br>", because)} |");
    }

    private static IEnumerable<string> Because(string side, Because because)
    {
        string[] lines = [.. because.Lines];
        foreach (var line in lines.Take(MostReasons)) yield return $"{side}: {Code(line)}";
        if (lines.Length > MostReasons) yield return $"{side}: and {Counted.Of(lines.Length - MostReasons, "more rule")}";
    }

    private void WriteSide(string name, DiffSource source) =>
        writer.WriteLine($"* {name}: {Code(source.Place)}{(source.Revision is { } revision ? $", revision {Code(revision)}" : "")}");

    private static string Kinds(ChangeTally tally) => string.Join("; ", ChangeKinds.All.Where(kind => tally.Count(kind) > 0).Select(kind => string.Create(
        CultureInfo.InvariantCulture, $"{tally.Count(kind):N0} {kind.Words()}")));

    // what stands between backticks may have any mark in it, and so may the rest
    private static string Marked(string text) => string.Concat(text.Split('`').Select(static (part, i) => i % 2 == 1 ? Code(part) : Plain(part)));

    private static string Code(string text) => $"<code>{Plain(text.Replace('`', '\''))}</code>";

    private static string Plain(string text) => string.Concat(WebUtility.HtmlEncode(Printable.OneLine(text)).Select(static c =>
        c is '|' or '*' or '_' or '[' or ']' or '\\' or '~' or '@' or '`' or '#' or '!' ? string.Create(CultureInfo.InvariantCulture, $"&#{(int)c};") : c.ToString()))
        .Replace("&&#35;", "&#", StringComparison.Ordinal);
}
