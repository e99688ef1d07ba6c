using Pdp.Language.Cost;

namespace Pdp.Engine.Compilation;

/// <summary>How large the free names of an expression can be.</summary>
/// <param name="unit">The expression; the variables that it reads have been compiled.</param>
/// <param name="attributes">The sizes of attributes.</param>
/// <param name="environments">Where the expression is evaluated.</param>
internal sealed class UnitSizes(ExpressionUnit unit, AttributeSizes attributes, EnvironmentSet environments) : ISizeBindings
{
    /// <inheritdoc/>
    public ValueSize Resolve(string name) => name == Roots.Now ? ValueSize.Scalar : ValueSize.Unknown();

    /// <inheritdoc/>
    public ValueSize? ResolveMember(string root, string member)
    {
        if (Roots.IsRequestRoot(root)) return attributes.Of(new AttributeName(root, member), environments);

        // a variable is evaluated on a budget of its own: only its size matters here
        var variable = unit.ReadUnits.Find(read => read.Root == root && read.Name == member);
        return variable is null ? null
            : variable.Unit is { } body ? body.Cost?.Estimate.Size ?? ValueSize.Unknown()
            : variable.ConstantSize;
    }
}
