using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Pdp.Bundles;
using Pdp.Cli.Output;
using Pdp.Engine.Coverage;

namespace Pdp.Cli.Testing.Coverage;

/// <summary>A document's text as lines of HTML: its JSON coloured, and the operands in it marked, as far as each reaches into a text.</summary>
/// <param name="document">The document.</param>
internal sealed class SourceLines(CoveredDocument document)
{
    private readonly byte[] _utf8 = document.Map!.Utf8.ToArray();
    private readonly StringBuilder _line = new();
    private readonly List<string> _lines = [];

    /// <summary>The lines.</summary>
    public List<string> Write()
    {
        var marks = Marks();
        var reader = new Utf8JsonReader(_utf8, new JsonReaderOptions { MaxDepth = LoadOptions.DeepestJson + 2 });
        var position = 0;
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            Plain(position, start);
            // a name's consumed octets have its colon as well
            var end = reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String
                ? start + reader.ValueSpan.Length + 2
                : (int)reader.BytesConsumed;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    Token("k", start, end);
                    break;
                case JsonTokenType.String:
                    Text(start, end, marks);
                    break;
                case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null:
                    Token("n", start, end);
                    break;
                default:
                    Plain(start, end);
                    break;
            }

            position = end;
        }

        Plain(position, _utf8.Length);
        if (_line.Length > 0) EndLine();
        return _lines;
    }

    /// <summary>What is told of an operand where someone points at it.</summary>
    public static string Tip(OperandCoverage operand) => string.Create(
        CultureInfo.InvariantCulture, $"{CoverageGaps.Words(operand) ?? "true and false"} — true {operand.True}×, false {operand.False}×, in error {operand.Errors}×");

    private List<Mark> Marks()
    {
        var marks = new List<Mark>();
        foreach (var condition in document.Conditions)
        {
            var gaps = CoverageGaps.Of(condition).ToHashSet(ReferenceEqualityComparer.Instance);
            foreach (var operand in condition.Operands) Add(operand, 0);

            int Add(OperandCoverage operand, int depth)
            {
                RuntimeHelpers.EnsureSufficientExecutionStack();
                var range = document.Map!.RangeOf(condition.Location.Pointer, operand.Span);
                var index = marks.Count;
                var height = 0;
                if (range is { } found) marks.Add(new Mark(found.Offset, found.End, operand, gaps.Contains(operand), operand.Operands.IsEmpty));
                foreach (var inner in operand.Operands) height = Math.Max(height, Add(inner, depth + 1) + 1);
                if (range is not null) marks[index] = marks[index] with { Height = height };
                return height;
            }
        }

        // an operand before those in it
        return [.. marks.OrderBy(static mark => mark.Start).ThenByDescending(static mark => mark.End)];
    }

    // a text may be one of several lines of an expression: an operand is marked in each that it reaches into
    private void Text(int start, int end, List<Mark> marks)
    {
        var (first, last) = (start + 1, end - 1);
        var inside = marks.Where(mark => mark.Start < last && mark.End > first).ToList();
        if (inside.Count == 0)
        {
            Token("s", start, end);
            return;
        }

        _line.Append("<span class=s>");
        Plain(start, first);
        var open = new Stack<Mark>();
        var position = first;
        foreach (var mark in inside)
        {
            while (open.Count > 0 && open.Peek().End <= mark.Start) position = Close(open, position, last);
            Plain(position, Math.Max(position, mark.Start));
            position = Math.Max(position, mark.Start);
            Open(mark);
            open.Push(mark);
        }

        while (open.Count > 0) position = Close(open, position, last);
        Plain(position, end);
        _line.Append("</span>");
    }

    private void Open(Mark mark)
    {
        var seen = mark.Operand switch
        {
            { Seen: 2 } => "y",
            { Seen: 1 } => "p",
            _ => "z",
        };
        _line.Append(CultureInfo.InvariantCulture, $"<span class=\"o {seen}{(mark.IsLeaf ? " l" : "")} h{Math.Min(mark.Height, 4)}\" title=\"{Encode(Tip(mark.Operand))}\">");
    }

    private int Close(Stack<Mark> open, int position, int last)
    {
        var mark = open.Pop();
        var end = Math.Clamp(mark.End, position, last);
        Plain(position, end);
        if (mark.Operand.Errors > 0) _line.Append("<b class=e>!</b>");
        // what goes on in the next text is told of at its end
        if (mark.IsGap && mark.End <= last) _line.Append(CultureInfo.InvariantCulture, $"<b class=g>{CoverageGaps.Words(mark.Operand)}</b>");
        _line.Append("</span>");
        return end;
    }

    private void Token(string kind, int start, int end)
    {
        _line.Append(CultureInfo.InvariantCulture, $"<span class={kind}>");
        Plain(start, end);
        _line.Append("</span>");
    }

    private void Plain(int start, int end)
    {
        while (start < end)
        {
            var feed = _utf8.AsSpan(start, end - start).IndexOf((byte)'\n');
            var stop = feed < 0 ? end : start + feed;
            _line.Append(Encode(Encoding.UTF8.GetString(_utf8, start, stop - start).TrimEnd('\r')));
            if (feed >= 0) EndLine();
            start = feed < 0 ? end : stop + 1;
        }
    }

    private void EndLine()
    {
        _lines.Add(_line.ToString());
        _line.Clear();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(Printable.Lines(text));

    /// <param name="Start">Where it begins in the document, in octets.</param>
    /// <param name="End">Where it ends.</param>
    /// <param name="Operand">The operand.</param>
    /// <param name="IsGap">Whether what is missing is told beside it.</param>
    /// <param name="IsLeaf">Whether no operand is in it.</param>
    /// <param name="Height">How many are within one another in it.</param>
    private sealed record Mark(int Start, int End, OperandCoverage Operand, bool IsGap, bool IsLeaf, int Height = 0);
}
