using Pdp.Language.Syntax;

namespace Pdp.Fuzz.Targets;

/// <summary>Puts a part of one expression into the place of a part of another.</summary>
internal static class Splicing
{
    public static string? Splice(string first, string second, Random random)
    {
        if (Pick(first, random) is not { } into || Pick(second, random) is not { } from) return null;
        var part = second.Substring(from.Span.Start, from.Span.Length);
        return string.Concat(first.AsSpan(0, into.Span.Start), random.Next(2) == 0 ? part : $"({part})", first.AsSpan(into.Span.End));
    }

    private static Expr? Pick(string text, Random random)
    {
        if (text.Length > 2_000 || Parser.Parse(text).Root is not { } root) return null;
        var nodes = new List<Expr> { root };
        for (var i = 0; i < nodes.Count && i < 200; i++) nodes.AddRange(Children.Of(nodes[i]));
        return nodes[random.Next(nodes.Count)];
    }
}
