namespace Pdp.Language.Syntax;

/// <summary>Writes a tree as text that parses to the same tree.</summary>
public static class Unparser
{
    /// <summary>The canonical text of a tree.</summary>
    public static string Format(Expr expression) => throw new NotImplementedException();
}
