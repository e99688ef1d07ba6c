using Pdp.Engine.Compilation.Reuse;
using Pdp.Engine.Sources;
using Pdp.Language.Cost;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Engine.Compilation;

/// <summary>A variable or definition on its way to a program.</summary>
internal sealed class VariableUnit(string root, string name, SourceLocation location, ExpressionUnit? unit, Value constant)
{
    /// <summary><c>variables</c> or <c>definitions</c>.</summary>
    public string Root { get; } = root;

    public string Name { get; } = name;

    /// <summary>As read: <c>variables.same_tenant</c>.</summary>
    public string Path { get; } = $"{root}.{name}";

    public SourceLocation Location { get; } = location;

    /// <summary>The expression; null for a constant.</summary>
    public ExpressionUnit? Unit { get; } = unit;

    /// <summary>The constant; missing when there is an expression.</summary>
    public Value Constant { get; } = constant;

    /// <summary>The type of the constant, which takes a look at all of it.</summary>
    public CelType ConstantType => field ??= ConstantTypes.Of(Constant);

    /// <summary>How large the constant is, which takes a look at all of it.</summary>
    public ValueSize ConstantSize => field ??= ValueSize.OfConstant(Constant);

    /// <summary>The document that holds it; null for a definition.</summary>
    public DocumentUnit? Document { get; init; }

    /// <summary>As written; null for a variable.</summary>
    public DefinitionSource? Definition { get; init; }

    /// <summary>What an earlier compilation made of the same definition, when that is taken as it is.</summary>
    public KeptDefinition? Kept { get; set; }

    /// <summary>The index in a frame's variables.</summary>
    public int Index { get; set; } = -1;

    /// <summary>Whether any expression reads it.</summary>
    public bool IsRead { get; set; }

    /// <summary>Whether it stands in a circle, or reads one that does, or is nested too deep: it has no meaning then.</summary>
    public bool IsBroken { get; set; }

    /// <summary>How many variables it reads one through the other, itself included.</summary>
    public int Depth { get; set; }
}
