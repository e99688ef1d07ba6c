using Pdp.Engine.Model;
using Pdp.Language.Checking;
using Pdp.Language.Guards;

namespace Pdp.Engine.Compilation;

/// <summary>What the names of expressions mean to their guards. It is one thread's, and lives as long as guards are made.</summary>
internal sealed class GuardNames(SlotTable slots)
{
    private readonly Dictionary<AttributeName, SlotName> _attributes = [];
    private readonly Dictionary<Expression, VariableName> _variables = [];
    private UnitNames? _withoutReads;

    /// <summary>The meanings of the names that an expression reads.</summary>
    public IGuardNames Of(ReadName[] reads) => reads.Length > 0 ? new UnitNames(this, reads) : _withoutReads ??= new UnitNames(this, reads);

    /// <summary>Notes the expression of a variable or definition, for the conditions that read it.</summary>
    public void Add(Expression expression, CheckedExpression @checked) =>
        _variables[expression] = new VariableName(@checked, Of(expression.Meaning!.Reads));

    /// <summary>An attribute; the entity's own members have a string in every request.</summary>
    public SlotName Attribute(AttributeName name)
    {
        if (_attributes.TryGetValue(name, out var found)) return found;
        var isCertain = name.Member != Roots.Properties && Roots.IsOwnMember(name.Root, name.Member);
        return _attributes[name] = new SlotName(slots.Take(name), name.ToString(), isCertain);
    }

    private VariableName Variable(Expression body)
    {
        if (!_variables.ContainsKey(body)) Add(body, body.Meaning!.Check(body.Source));
        return _variables[body];
    }

    private sealed class UnitNames(GuardNames all, ReadName[] reads) : IGuardNames
    {
        public GuardName? Resolve(string name) => null;

        public GuardName? ResolveMember(string root, string member)
        {
            if (Roots.IsRequestRoot(root)) return all.Attribute(new AttributeName(root, member));
            return ReadName.Find(reads, root, member) switch
            {
                null => null,
                { Body: { } body } => all.Variable(body),
                var constant => new ConstantName(constant.Constant),
            };
        }
    }
}
