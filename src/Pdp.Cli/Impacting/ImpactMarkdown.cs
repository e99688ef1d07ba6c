using System.Buffers;
using System.Globalization;
using System.Text;
using Pdp.Cli.Diffing;
using Pdp.Cli.Output;

namespace Pdp.Cli.Impacting;

/// <summary>
/// The impact as Markdown, for a comment on a merge request. What policies and requests say stands in <c>code</c> elements, with all that could
/// mean anything encoded: there it is no mark, no link, and a mention of nobody, as those are looked for in what was rendered, outside of code.
/// </summary>
/// <param name="writer">Where to.</param>
/// <param name="all">Whether nothing is cut.</param>
internal sealed class ImpactMarkdown(TextWriter writer, bool all)
{
    // a comment has a limit, and its reader another
    private const int MostGroups = 30;
    private const int MostReasons = 3;

    // marks of Markdown and HTML; a dollar makes formulas
    private static readonly SearchValues<char> Meaningful = SearchValues.Create("&<>\"'|*_[]\\~@`#!$");

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
        foreach (var unseen in report.Unseen) Write(unseen);
        writer.WriteLine();
        writer.WriteLine("<details><summary>What was compared, and what was not</summary>");
        writer.WriteLine();
        WriteSide("old", report.Old);
        WriteSide("new", report.New);
        foreach (var source in report.Sources)
            writer.WriteLine($"* asked: {source.Words}, of which {Counted.Of(source.Changed, "answer changes", "answers change")}");
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"* {Counted.Of(report.Cases.Rules, "rule")}, {report.Cases.ChangedRules:N0} of them changed{(report.AreCasesWanted ? $"; cases are derived from them, seed {report.Seed}" : "")}"));
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
            + $"| {Code(group.Subject)}<br>{Code(ImpactText.PlaceOf(group))} | {string.Join("<br>", because)} |");
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

    private void Write(UnseenRules unseen)
    {
        writer.WriteLine();
        writer.WriteLine($"**{unseen.Words}.**");
        writer.WriteLine();
        foreach (var rule in all ? unseen.Rules : unseen.Rules.Take(MostGroups)) writer.WriteLine($"* {Code(UnseenRules.Of(rule))}");
        if (!all && unseen.Rules.Count > MostGroups) writer.WriteLine($"* and {Counted.Of(unseen.Rules.Count - MostGroups, "more rule")}");
    }

    // in lines of our own, what stands between backticks is said by policies and requests; none of it has a backtick itself
    private static string Marked(string text) => string.Concat(text.Split('`').Select(static (part, i) => i % 2 == 1 ? Code(part) : Plain(part)));

    private static string Code(string text) => $"<code>{Plain(text)}</code>";

    // each character once: nothing that is encoded is looked at again
    private static string Plain(string text)
    {
        var encoded = new StringBuilder(text.Length + 16);
        var line = Printable.OneLine(text);
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (Meaningful.Contains(c) || IsOfAddress(line, i)) encoded.Append(CultureInfo.InvariantCulture, $"&#{(int)c};");
            else encoded.Append(c);
        }

        return encoded.ToString();
    }

    // `www.` and `://` become links wherever they stand
    private static bool IsOfAddress(string text, int at) =>
        (text[at] == ':' && text.AsSpan(at + 1).StartsWith("//", StringComparison.Ordinal))
        || (text[at] == '.' && text.AsSpan(0, at).EndsWith("www", StringComparison.OrdinalIgnoreCase));
}
