using Pdp.Language.Runtime;

namespace Pdp.Engine.Compilation;

/// <summary>Where the free names of an expression are found.</summary>
/// <param name="unit">The expression.</param>
/// <param name="slots">The slots of attributes.</param>
/// <param name="fuel">The budget of each variable.</param>
/// <param name="recording">Whether variables are run as compiled for recording.</param>
internal sealed class UnitBindings(ExpressionUnit unit, SlotTable slots, long fuel, bool recording) : IBindings
{
    /// <inheritdoc/>
    public Binding? Resolve(string name) => name == Roots.Now ? new NowBinding() : null;

    /// <inheritdoc/>
    public Binding? ResolveMember(string root, string member)
    {
        if (Roots.IsRequestRoot(root))
        {
            var name = new AttributeName(root, member);
            return new AttributeBinding(recording ? slots.Find(root, member) : slots.Take(name), name.ToString());
        }

        var variable = unit.ReadUnits.Find(read => read.Root == root && read.Name == member);
        if (variable is null) return null;
        if (variable.Unit is not { } body) return new ConstantBinding(variable.Constant);
        var compiled = body.Compiled!;
        return new VariableBinding(
            variable.Index, variable.Path, recording ? compiled.Recording.Root : compiled.Plain, fuel);
    }
}
