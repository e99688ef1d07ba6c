using Pdp.Engine.Sources;
using Pdp.Language.Guards;
using Pdp.Language.Values;

namespace Pdp.Authoring.Linting.Model;

/// <summary>A variable or definition.</summary>
/// <param name="constant">A constant's value, else missing.</param>
/// <param name="expression">The expression, else null.</param>
internal sealed class Named(Value constant, ExpressionSource? expression)
{
    private Condition? _body;
    private GuardName? _guarded;

    /// <summary>Where it stands.</summary>
    public Scope? Scope { get; set; }

    /// <summary>A constant's value, else missing.</summary>
    public Value Constant => constant;

    /// <summary>The expression; null of a constant.</summary>
    public Condition? Body => expression is null ? null : _body ??= new Condition(expression, Scope!);

    /// <summary>What it means to guards; null when nothing is known.</summary>
    public GuardName? Guarded => _guarded ??= expression is null ? new ConstantName(constant)
        : Body!.Checked is { } body ? new VariableName(body, Scope!)
        : null;
}
