namespace Pdp.Language.Syntax;

/// <summary>What the parser accepts. The defaults are those of policies.</summary>
public sealed record ParserOptions
{
    /// <summary>The options of policies.</summary>
    public static ParserOptions Default { get; } = new();

    /// <summary>The environment in which the conformance data's golden trees were made.</summary>
    public static ParserOptions Golden { get; } =
        new() { OptionalSyntax = false, QuotedSelectors = false, ExtensionMacros = false, MaxDepth = 32 };

    /// <summary>Longest text, in UTF-16 units.</summary>
    public int MaxLength { get; init; } = 100_000;

    /// <summary>Deepest nesting of expressions.</summary>
    public int MaxDepth { get; init; } = 250;

    /// <summary>After how many errors the parser gives up.</summary>
    public int MaxErrors { get; init; } = 100;

    /// <summary>Whether <c>a.?b</c>, <c>a[?k]</c>, <c>[?e]</c> and <c>{?k: v}</c> are read.</summary>
    public bool OptionalSyntax { get; init; } = true;

    /// <summary>Whether a field may be written in backquotes.</summary>
    public bool QuotedSelectors { get; init; } = true;

    /// <summary>Whether the macros of extension libraries (two variables, bind, block, optMap, sortBy) expand.</summary>
    public bool ExtensionMacros { get; init; } = true;
}
