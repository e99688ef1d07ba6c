using System.Buffers;
using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Pdp.Bundles.Schemas;

/// <summary>
/// The patterns of the published schemas as code: a large folder has hundreds of thousands of ids, and a start has no time to
/// make machines of patterns.
/// </summary>
internal static class PatternTests
{
    private const int LongestId = 128;

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:/-");

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    private static readonly FrozenSet<string> Reserved = new[]
    {
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
        "package", "namespace", "return", "var", "void", "while",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The patterns that are code, as the schemas write them.</summary>
    public static FrozenDictionary<string, Func<string, bool>> Known { get; } = new Dictionary<string, Func<string, bool>>
    {
        ["^[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}$"] = IsId,
        ["^[^*]*\\*?$"] = IsActionName,
        ["."] = IsSomeText,
        ["^(?!(?:true|false|null|in|as|break|const|continue|else|for|function|if|import|let|loop|package|namespace|return|var|void|while)$)[A-Za-z_][A-Za-z0-9_]*$"] = IsName,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The test of a pattern; <c>$</c> at its end never matches before a final line break.</summary>
    public static Func<string, bool> Of(string pattern)
    {
        if (Known.TryGetValue(pattern, out var test)) return test;
        var regex = new Lazy<Regex>(() => new Regex(Anchored(pattern), RegexOptions.CultureInvariant));
        return text => regex.Value.IsMatch(text);
    }

    /// <summary>The pattern with <c>\z</c> for <c>$</c> at its end, which .NET lets match before a final line break.</summary>
    public static string Anchored(string pattern) => pattern.EndsWith('$') ? string.Concat(pattern.AsSpan(0, pattern.Length - 1), "\\z") : pattern;

    /// <summary>Whether a text is an id.</summary>
    public static bool IsId(string text) =>
        text.Length is > 0 and <= LongestId && char.IsAsciiLetterOrDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(IdCharacters);

    private static bool IsActionName(string text) => text.IndexOf('*', StringComparison.Ordinal) is var at && (at < 0 || at == text.Length - 1);

    private static bool IsName(string text) =>
        text.Length > 0 && !char.IsAsciiDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(NameCharacters) && !Reserved.Contains(text);

    private static bool IsSomeText(string text) => text.AsSpan().ContainsAnyExcept('\n');
}
