using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Language.Cost;

/// <summary>
/// How much a round of a loop draws for the expression it evaluates. Straight-line code draws nothing, as it is no longer
/// than its text; in a loop it counts, or a round over a text of 100,000 characters would be as dear as one over ten.
/// </summary>
internal static class RoundWeight
{
    private const int CharactersPerNode = 128;
    private const int NodesPerUnit = 32;

    /// <summary>What a node adds to the weight, without its parts: 1, and more for long texts.</summary>
    public static long Of(Expr e) => e switch
    {
        LiteralExpr { Value.AsString: { } text } => 1 + text.Length / CharactersPerNode,
        LiteralExpr { Value.AsBytes: { } octets } => 1 + octets.Span.Length / CharactersPerNode,
        SelectExpr select => 1 + select.Field.Length / CharactersPerNode,
        HasExpr has => 1 + has.Field.Length / CharactersPerNode,
        _ => 1,
    };

    /// <summary>Whether a list is a constant whatever its length, so that it weighs as one node.</summary>
    public static bool IsConstant(ListExpr list)
    {
        foreach (var element in list.Elements)
            if (element.Optional || element.Value is not LiteralExpr) return false;
        return true;
    }

    /// <summary>What one round draws for filter and body of this weight: 1 for all that people write by hand.</summary>
    public static long Units(long weight) => 1 + weight / NodesPerUnit;
}
