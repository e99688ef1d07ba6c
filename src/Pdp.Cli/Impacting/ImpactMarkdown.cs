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
    private const int MostCell = 200;
    private const int MostText = 60_000;

    // kept for what was compared, and what was not
    private const int MostBeforeDetails = 45_000;

    // marks of Markdown and HTML; a dollar makes formulas
    private static readonly SearchValues<char> Meaningful = SearchValues.Create("&<>\"'|*_[]\\~@`#!$");

    private int _length;
    private int _leftOut;

    /// <summary>Writes everything; unless all is wanted, no more than fits into a comment.</summary>
    public void Write(ImpactReport report)
    {
        var tally = report.Tally;
        Line("### Impact on decisions");
        Line();
        Line(tally.Requests == 0 ? "No request was compared."
            : tally.Changed == 0 ? $"**No answer changes** of {Counted.Of(tally.Requests, "request")}."
            : $"**{Counted.Of(tally.Changed, "answer changes", "answers change")}** of {Counted.Of(tally.Requests, "request")}: {Kinds(tally)}.");
        if (tally.Changed > 0) WriteGroups(tally);
        foreach (var unseen in report.Unseen) Write(unseen);
        Line();
        Line("<details><summary>What was compared, and what was not</summary>");
        Line();
        WriteSide("old", report.Old);
        WriteSide("new", report.New);
        foreach (var source in report.Sources)
            Line($"* asked: {source.Words}, of which {Counted.Of(source.Changed, "answer changes", "answers change")}");
        Line(string.Create(
            CultureInfo.InvariantCulture,
            $"* {Counted.Of(report.Cases.Rules, "rule")}{Alone(report.Cases.Policies)}, {report.Cases.ChangedRules:N0} of them changed{(report.AreCasesWanted ? $"; cases are derived from them, seed {report.Seed}" : "")}"));
        foreach (var line in report.NotLookedAt) TryLine($"* not looked at: {Marked(line)}", MostText - MostCell);
        if (_leftOut > 0)
            Line($"* {Counted.Of(_leftOut, "line")} left out, as a comment has no room for more: <code>--all</code> writes them");
        Line();
        Line("</details>");
    }

    private void WriteGroups(ChangeTally tally)
    {
        Line();
        Line("| | before | after | requests | the first | because |");
        Line("|---|---|---|--:|---|---|");
        ChangeGroup[] groups = [.. ChangeKinds.All.SelectMany(tally.Of)];
        var rest = tally.Changed;
        foreach (var group in all ? groups : groups.Take(MostGroups))
        {
            if (TryLine(Row(group), MostBeforeDetails)) rest -= group.Count;
        }


        if (rest == 0) return;
        Line();
        Line($"{Counted.Of(rest, "answer changes", "answers change")} in other groups, which are not listed here.");
    }

    private void Line(string line = "")
    {
        writer.WriteLine(line);
        _length += line.Length + 1;
    }

    private bool TryLine(string line, int most)
    {
        if (!all && _length + line.Length >= most)
        {
            _leftOut++;
            return false;
        }

        Line(line);
        return true;
    }

    private string Row(ChangeGroup group)
    {
        var change = group.First;
        var kind = change.Kind == ChangeKind.NewlyAllowed ? $"**{change.Kind.Words()}**" : change.Kind.Words();
        string[] because =
        [
            .. Because("before", change.BecauseBefore), .. Because("after", change.BecauseAfter),
            .. change.Obligations is { } obligations ? [$"obligations {Marked(obligations.Words)}"] : Array.Empty<string>(),
            .. change.Advice is { } advice ? [$"advice {Marked(advice.Words)}"] : Array.Empty<string>(),
        ];
        return $"| {kind} | {DecisionWords.Of(change.Before)} | {DecisionWords.Of(change.After)} | {group.Count.ToString("N0", CultureInfo.InvariantCulture)} "
            + $"| {Code(group.Subject)}<br>{Code(ImpactText.PlaceOf(group))} | {string.Join("<br>", because)} |";
    }

    private IEnumerable<string> Because(string side, Because because)
    {
        string[] lines = [.. because.Lines];
        foreach (var line in lines.Take(MostReasons)) yield return $"{side}: {Code(line)}";
        if (lines.Length > MostReasons) yield return $"{side}: and {Counted.Of(lines.Length - MostReasons, "more rule")}";
    }

    private static string Alone(int policies) =>
        policies == 0 ? "" : $" and {Counted.Of(policies, "policy that decides where no rule of it does", "policies that decide where no rule of them does")}";

    private void WriteSide(string name, DiffSource source) =>
        Line($"* {name}: {Code(source.Place)}{(source.Revision is { } revision ? $", revision {Code(revision)}" : "")}");

    private static string Kinds(ChangeTally tally) => string.Join("; ", ChangeKinds.All.Where(kind => tally.Count(kind) > 0).Select(kind => string.Create(
        CultureInfo.InvariantCulture, $"{tally.Count(kind):N0} {kind.Words()}")));

    private void Write(UnseenRules unseen)
    {
        Line();
        Line($"**{unseen.Words}.**");
        Line();
        foreach (var rule in all ? unseen.Rules : unseen.Rules.Take(MostGroups)) TryLine($"* {Code(UnseenRules.Of(rule))}", MostBeforeDetails);
        if (!all && unseen.Rules.Count > MostGroups) Line(string.Create(CultureInfo.InvariantCulture, $"* and {unseen.Rules.Count - MostGroups:N0} more"));
    }

    // in lines of our own, what stands between backticks is said by policies and requests; none of it has a backtick itself
    private string Marked(string text) => string.Concat(text.Split('`').Select((part, i) => i % 2 == 1 ? Code(part) : Plain(part)));

    private string Code(string text) => $"<code>{Plain(text)}</code>";

    // each character once: nothing that is encoded is looked at again
    private string Plain(string text)
    {
        var encoded = new StringBuilder(text.Length + 16);
        var line = Cut(Printable.OneLine(text));
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (Meaningful.Contains(c) || IsOfAddress(line, i)) encoded.Append(CultureInfo.InvariantCulture, $"&#{(int)c};");
            else encoded.Append(c);
        }

        return encoded.ToString();
    }

    private string Cut(string text) =>
        all || text.Length <= MostCell ? text
        : $"{text[..(char.IsHighSurrogate(text[MostCell - 2]) ? MostCell - 2 : MostCell - 1)]}…";

    // `www.` and `://` become links wherever they stand
    private static bool IsOfAddress(string text, int at) =>
        (text[at] == ':' && text.AsSpan(at + 1).StartsWith("//", StringComparison.Ordinal))
        || (text[at] == '.' && text.AsSpan(0, at).EndsWith("www", StringComparison.OrdinalIgnoreCase));
}
