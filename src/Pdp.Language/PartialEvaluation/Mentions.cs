using System.Runtime.CompilerServices;
using Pdp.Language.Syntax;

namespace Pdp.Language.PartialEvaluation;

/// <summary>Whether a tree reads a variable of a macro around it.</summary>
internal static class Mentions
{
    /// <summary>Whether it reads a variable by name.</summary>
    public static bool Local(Expr node, string name)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return node switch
        {
            IdentExpr ident => !ident.Rooted && string.Equals(ident.Name, name, StringComparison.Ordinal),
            ValueExpr known => known.Fallback is { } fallback && Local(fallback, name),
            MacroExpr macro => Local(macro.Range, name) || (!IsDeclared(macro, name)
                && (Local(macro.Body, name) || (macro.Filter is { } filter && Local(filter, name)))),
            _ => Children.Of(node).Any(part => Local(part, name)),
        };
    }

    /// <summary>Whether it reads an expression of the block around it.</summary>
    public static bool BlockIndex(Expr node, int index)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return node switch
        {
            BlockIndexExpr read => read.Function == "index" && read.First == index,
            ValueExpr known => known.Fallback is { } fallback && BlockIndex(fallback, index),
            BlockExpr => false,
            _ => Children.Of(node).Any(part => BlockIndex(part, index)),
        };
    }

    private static bool IsDeclared(MacroExpr macro, string name) =>
        string.Equals(macro.Variable, name, StringComparison.Ordinal)
        || string.Equals(macro.SecondVariable, name, StringComparison.Ordinal);
}
