using Pdp.Language.Runtime;
using Pdp.Language.Values;

namespace Pdp.Language.Functions;

/// <summary>What functions draw from the budget: a unit is about 100 ns.</summary>
internal static class Work
{
    private const int CharactersPerUnit = 16;

    /// <summary>Draws for a pass over text. The error to return, or null.</summary>
    public static EvalError? Text(Frame frame, long characters) => frame.Draw(1 + characters / CharactersPerUnit);

    /// <summary>
    /// Draws for a search. Its worst case, a long text that nearly contains a long part everywhere, costs the product
    /// of both lengths; only then does the second term matter.
    /// </summary>
    public static EvalError? Search(Frame frame, string text, string part) =>
        frame.Draw(1 + text.Length / CharactersPerUnit + (long)text.Length * part.Length / 16_384);

    /// <summary>Draws for a pass over elements.</summary>
    public static EvalError? Elements(Frame frame, long count) => frame.Draw(1 + count);

    /// <summary>Draws for sorting: n·log n comparisons.</summary>
    public static EvalError? Sort(Frame frame, int count) => frame.Draw(1 + (long)count * (1 + int.Log2(count + 1)));
}
