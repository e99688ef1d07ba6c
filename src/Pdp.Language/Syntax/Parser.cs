namespace Pdp.Language.Syntax;

/// <summary>Reads an expression's text.</summary>
public static class Parser
{
    /// <summary>Parses a text; every error is reported, never thrown.</summary>
    public static ParseResult Parse(string text, ParserOptions? options = null) => throw new NotImplementedException();
}
