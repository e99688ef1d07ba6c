using System.Globalization;
using Pdp.Cli.Output;
using Pdp.Engine.Explanations;
using Pdp.Language.Text;
using Pdp.Language.Values;
using Spectre.Console;

namespace Pdp.Cli.Explaining;

/// <summary>
/// Sub-expressions as nodes: text and value. Constants are left out (they say what the text says), and an error's message
/// and caret stand once, at the top.
/// </summary>
/// <param name="all">Whether nothing is left out or cut.</param>
/// <param name="unicode">Whether an arrow may be more than ASCII.</param>
internal sealed class ExpressionNodes(bool all, bool unicode)
{
    private const int WidestExcerpt = 100;
    private const int ShortText = 160;
    private const int ShortValue = 80;
    private const int ShallowDepth = 8;
    private const int DeepestDepth = 100;

    private static readonly string[] Containers = ["subject", "resource", "action", "context", "variables", "definitions"];

    private readonly string _arrow = unicode ? " → " : " -> ";
    private readonly int _maxText = all ? int.MaxValue : ShortText;
    private readonly int _maxValue = all ? int.MaxValue : ShortValue;
    private readonly int _maxDepth = all ? DeepestDepth : ShallowDepth;

    /// <summary>The node of a whole expression, named after the member that it stands in.</summary>
    public TreeNode Of(string name, ExpressionTrace trace)
    {
        var error = trace.Value.AsError;
        var place = error?.Span is { } span && IsInside(span, trace) ? new TextSpan(span.Start - trace.Span.Start, span.Length) : (TextSpan?)null;
        var node = new TreeNode([($"{name}: ", Palette.Plain), .. Label(trace, withMessage: place is null)])
        {
            Below = place is null ? null : width => PointAt(trace.Text, place.Value, Printable.OneLine(error!.Message), width),
        };
        AddChildren(node, trace, depth: 1);
        return node;
    }

    // The line, carets below the place, and the message behind the carets or, where it is too long for that, below them.
    private static IEnumerable<(string, Style)[]> PointAt(string text, TextSpan place, string message, int width)
    {
        var (line, carets) = Excerpt.Of(text, place, Math.Min(width, WidestExcerpt) - 2);
        yield return [($"  {line}", Palette.Plain)];
        if (2 + carets.Length + 1 + message.GetCellWidth() <= width)
        {
            yield return [($"  {carets} {message}", Palette.Bad)];
            yield break;
        }

        yield return [($"  {carets}", Palette.Bad)];
        foreach (var part in WordWrap.Lines(message, width - 2)) yield return [($"  {part}", Palette.Bad)];
    }

    private static bool IsInside(TextSpan span, ExpressionTrace trace) =>
        span.Start >= trace.Span.Start && span.End <= trace.Span.Start + trace.Text.Length;

    private void AddChildren(TreeNode node, ExpressionTrace trace, int depth)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        if (trace.Value.IsMissing && !all) return;
        foreach (var child in trace.Children)
        {
            if (!all && IsObvious(child)) continue;
            if (depth > _maxDepth)
            {
                node.Add(new TreeNode(("…", Palette.Quiet)));
                return;
            }

            var childNode = new TreeNode([.. Label(child, withMessage: false)]);
            node.Add(childNode);
            AddChildren(childNode, child, depth + 1);
        }
    }

    private IEnumerable<(string, Style)> Label(ExpressionTrace trace, bool withMessage)
    {
        yield return (Shorten(Printable.OneLine(trace.Text), _maxText), Palette.Code);
        yield return (_arrow, Palette.Quiet);
        var value = trace.Value;
        if (value.IsMissing)
        {
            yield return ("not evaluated", Palette.Quiet);
        }
        else if (value.AsError is { } error)
        {
            yield return (withMessage ? $"error: {Printable.OneLine(error.Message)}" : "error", Palette.Bad);
        }
        else
        {
            var style = value.IsBool ? value.AsBool ? Palette.Good : Palette.Warning : Palette.Plain;
            yield return (Printable.OneLine(CelText.ToLiteral(value, _maxValue)), style);
        }

        if (trace.Rounds > 1)
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $" (the last of {trace.Rounds} rounds)"), Palette.Quiet);
        }
    }

    // The value of a constant, and of the whole subject where an attribute of it is read, tells nothing.
    private static bool IsObvious(ExpressionTrace trace) =>
        IsConstant(trace) || (trace.Children.IsEmpty && Containers.Contains(trace.Text, StringComparer.Ordinal));

    private static bool IsConstant(ExpressionTrace trace)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        if (trace.Text.Length == 0) return false;
        var first = trace.Text[0];
        if (first is '[' or '{') return trace.Children.All(IsConstant);
        if (!trace.Children.IsEmpty) return false;
        return first is '\'' or '"' or '-' || char.IsAsciiDigit(first) || trace.Text is "true" or "false" or "null"
            || trace.Text[^1] is '\'' or '"';
    }

    private static string Shorten(string text, int most) => text.Length <= most ? text : string.Concat(text.AsSpan(0, most), "…");
}
