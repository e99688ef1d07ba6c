using System.Collections.Frozen;

namespace Pdp.Language.Cost;

/// <summary>What a call comes to besides its arguments.</summary>
/// <param name="Size">How large its result can be.</param>
/// <param name="Units">What it draws at worst.</param>
internal readonly record struct FunctionCost(ValueSize Size, long Units)
{
    /// <summary>A result without parts that costs nothing.</summary>
    public static FunctionCost Free { get; } = new(ValueSize.Scalar, 0);
}

/// <summary>How the cost of a function follows from the sizes of its arguments.</summary>
/// <param name="e">For reading the sizes.</param>
/// <param name="arguments">The arguments; the receiver of a member function is the first.</param>
internal delegate FunctionCost CostModel(Estimator e, ReadOnlySpan<ValueSize> arguments);

/// <summary>
/// The cost models of all functions, by name. One model serves all overloads: the sizes tell what an argument can be. What
/// the code of an overload draws and what its model says are held together by a test over all overloads.
/// </summary>
internal static class FunctionCosts
{
    private static readonly FrozenDictionary<string, CostModel> Models =
        TextCosts.Models.Concat(ListCosts.Models).Concat(ConversionCosts.Models)
            .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The model of a function, or null.</summary>
    public static CostModel? Find(string function) => Models.GetValueOrDefault(function);
}
