using Pdp.Language.Checking;
using Pdp.Language.Guards;

namespace Pdp.Engine.Compilation;

/// <summary>What the names of expressions mean to their guards. It lives as long as a set is being compiled.</summary>
internal sealed class GuardNames(SlotTable slots)
{
    private readonly Dictionary<AttributeName, SlotName> _attributes = [];
    private readonly Dictionary<ExpressionUnit, VariableName> _variables = [];

    /// <summary>The meanings of the names that an expression reads.</summary>
    public IGuardNames Of(ExpressionUnit unit) => new UnitNames(this, unit);

    /// <summary>Notes the expression of a variable or definition, for the conditions that read it.</summary>
    public void Add(ExpressionUnit unit, CheckedExpression expression) => _variables[unit] = new VariableName(expression, Of(unit));

    /// <summary>An attribute; the entity's own members have a string in every request.</summary>
    public SlotName Attribute(AttributeName name)
    {
        if (_attributes.TryGetValue(name, out var found)) return found;
        var isCertain = name.Member != Roots.Properties && Roots.IsOwnMember(name.Root, name.Member);
        return _attributes[name] = new SlotName(slots.Take(name), name.ToString(), isCertain);
    }

    private sealed class UnitNames(GuardNames all, ExpressionUnit unit) : IGuardNames
    {
        public GuardName? Resolve(string name) => null;

        public GuardName? ResolveMember(string root, string member)
        {
            if (Roots.IsRequestRoot(root)) return all.Attribute(new AttributeName(root, member));
            var variable = unit.ReadUnits.Find(read => read.Root == root && read.Name == member);
            return variable switch
            {
                null => null,
                { Unit: { } body } => all._variables.GetValueOrDefault(body),
                _ => new ConstantName(variable.Constant),
            };
        }
    }
}
