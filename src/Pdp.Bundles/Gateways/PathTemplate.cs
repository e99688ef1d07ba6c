using System.Buffers;
using System.Collections.Immutable;

namespace Pdp.Bundles.Gateways;

/// <summary>Reads templates of paths and of ids.</summary>
internal static class PathTemplate
{
    private static readonly SearchValues<char> NotLiteral = SearchValues.Create("{}*?#%;\\");

    /// <summary>Reads a path.</summary>
    /// <param name="text">The text, which begins with a slash.</param>
    /// <param name="error">Expected what, got what; null: nothing is wrong.</param>
    public static ImmutableArray<TemplatePart> Path(string text, out string? error)
    {
        var parts = ImmutableArray.CreateBuilder<TemplatePart>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        error = null;
        var segments = text[1..].Split('/');
        for (var i = 0; i < segments.Length && error is null; i++)
        {
            var segment = segments[i];
            if (segment.StartsWith('{') && segment.EndsWith('}'))
            {
                var isRest = segment.StartsWith("{*", StringComparison.Ordinal);
                var name = segment[(isRest ? 2 : 1)..^1];
                if (!IsName(name)) error = $"expected a name of letters, digits and `_` between braces, got `{name}`";
                else if (!names.Add(name)) error = $"`{name}` occurs twice";
                else if (isRest && i < segments.Length - 1) error = $"expected `{segment}` at the end";
                parts.Add(new TemplatePart(isRest ? TemplatePartKind.Rest : TemplatePartKind.Parameter, name));
            }
            else if (segment.AsSpan().ContainsAny(NotLiteral) || segment is "." or ".." || segment.AsSpan().ContainsAnyInRange('\0', ' '))
            {
                error = $"expected a segment as it is after decoding, or `{{name}}`, got `{segment}`";
            }
            else if (segment.Length == 0 && i < segments.Length - 1)
            {
                error = "expected no empty segment but at the end";
            }
            else
            {
                parts.Add(new TemplatePart(TemplatePartKind.Literal, segment));
            }
        }

        return parts.ToImmutable();
    }

    /// <summary>Reads an id with parameters in it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="error">Expected what, got what; null: nothing is wrong.</param>
    public static ImmutableArray<TemplatePart> Id(string text, out string? error)
    {
        var parts = ImmutableArray.CreateBuilder<TemplatePart>();
        string? before = null;
        error = null;
        for (var i = 0; i < text.Length;)
        {
            var open = text.IndexOf('{', i);
            var end = open < 0 ? text.Length : open;
            if (text.AsSpan(i, end - i).Contains('}')) error = "expected no `}` without its `{`";
            if (end > i) parts.Add(new TemplatePart(TemplatePartKind.Literal, text[i..end]));
            if (text.AsSpan(i, end - i).Contains('/')) before = null;
            if (open < 0) break;
            var close = text.IndexOf('}', open);
            var name = close < 0 ? "" : text[(open + 1)..close];
            if (!IsName(name))
            {
                error = close < 0 ? "expected `}` after `{`" : $"expected a name of letters, digits and `_` between braces, got `{name}`";
                break;
            }

            // a part of a path has no slash, and may have anything else
            if (before is not null) error = $"expected a `/` between `{{{before}}}` and `{{{name}}}`: without, two paths can have one id";
            parts.Add(new TemplatePart(TemplatePartKind.Parameter, name));
            before = name;
            i = close + 1;
        }

        return parts.ToImmutable();
    }

    private static bool IsName(string name) => name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
