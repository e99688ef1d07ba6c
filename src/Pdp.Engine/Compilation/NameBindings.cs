using Pdp.Engine.Model;
using Pdp.Language.Runtime;

namespace Pdp.Engine.Compilation;

/// <summary>Where the free names of an expression are found.</summary>
/// <param name="reads">The variables and definitions that it reads.</param>
/// <param name="slots">The slots of attributes.</param>
/// <param name="fuel">The budget of each variable.</param>
/// <param name="recording">Whether variables are run as compiled for recording.</param>
internal sealed class NameBindings(ReadName[] reads, SlotTable slots, long fuel, bool recording) : IBindings
{
    private static readonly NowBinding Now = new();

    /// <inheritdoc/>
    public Binding? Resolve(string name) => name == Roots.Now ? Now : null;

    /// <inheritdoc/>
    public Binding? ResolveMember(string root, string member)
    {
        if (Roots.IsRequestRoot(root)) return slots.Binding(new AttributeName(root, member));
        return ReadName.Find(reads, root, member) switch
        {
            null => null,
            { Body: { } body } variable => new VariableBinding(
                variable.Index, variable.Path, recording ? body.Recording.Root : body.Plain, fuel),
            var constant => new ConstantBinding(constant.Constant),
        };
    }
}
