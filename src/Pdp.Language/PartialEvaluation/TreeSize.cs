using System.Runtime.CompilerServices;
using Pdp.Language.Syntax;

namespace Pdp.Language.PartialEvaluation;

/// <summary>How many nodes a tree has as it will be written.</summary>
internal static class TreeSize
{
    /// <summary>The number of nodes, or <paramref name="limit"/> + 1 when there are more.</summary>
    public static int Of(Expr tree, int limit)
    {
        var room = limit;
        return Take(tree, ref room) ? limit - room : limit + 1;
    }

    private static bool Take(Expr node, ref int room)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        room -= node switch
        {
            ValueExpr known => LiteralSize.Of(known.Value, Math.Max(room, 0)),
            LiteralExpr literal => LiteralSize.Of(literal.Value, Math.Max(room, 0)),
            _ => 1,
        };
        if (room < 0) return false;
        foreach (var part in Children.Of(node))
        {
            if (!Take(part, ref room)) return false;
        }

        return true;
    }
}
