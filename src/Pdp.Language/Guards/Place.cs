using Pdp.Language.Checking;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <summary>Where an expression stands: what its names and its nodes mean.</summary>
/// <param name="Expression">The checked expression it is a part of.</param>
/// <param name="Names">What the free names mean.</param>
/// <param name="Locals">The variables of the macros around it; null when there are none.</param>
internal sealed record Place(CheckedExpression Expression, IGuardNames Names, Local? Locals)
{
    public Local? Find(IdentExpr ident)
    {
        if (ident.Rooted) return null;
        for (var local = Locals; local is not null; local = local.Outer)
        {
            if (string.Equals(local.Name, ident.Name, StringComparison.Ordinal)) return local;
        }

        return null;
    }

    public Place With(Local local) => this with { Locals = local };
}

/// <summary>A variable of a macro. Of one that is neither bound, constant nor an element, nothing is known.</summary>
/// <param name="Name">The variable's name.</param>
/// <param name="Outer">The variable of the macro around, or null.</param>
internal sealed record Local(string Name, Local? Outer)
{
    /// <summary>The expression that <c>cel.bind</c> binds it to, and where that stands.</summary>
    public (Expr Expression, Place Place)? Bound { get; init; }

    /// <summary>The value it has in this round.</summary>
    public Value Constant { get; init; }

    /// <summary>Stands for the elements of a range, whatever they are.</summary>
    public GuardPath? Element { get; init; }
}
