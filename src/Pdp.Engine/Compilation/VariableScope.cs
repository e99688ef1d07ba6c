namespace Pdp.Engine.Compilation;

/// <summary>The variables of a policy, and those of the policies around it.</summary>
internal sealed class VariableScope(VariableScope? outer)
{
    private readonly Dictionary<string, VariableUnit> _variables = new(StringComparer.Ordinal);

    /// <summary>The policy's own variables in document order.</summary>
    public List<VariableUnit> Own { get; } = [];

    public bool TryAdd(VariableUnit variable)
    {
        if (!_variables.TryAdd(variable.Name, variable)) return false;
        Own.Add(variable);
        return true;
    }

    /// <summary>The variable of that name in the nearest policy that has one.</summary>
    public VariableUnit? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._variables.TryGetValue(name, out var variable)) return variable;
        }

        return null;
    }

    public IEnumerable<string> Names
    {
        get
        {
            for (var scope = this; scope is not null; scope = scope.Outer)
            {
                foreach (var variable in scope.Own) yield return variable.Name;
            }
        }
    }

    private VariableScope? Outer { get; } = outer;
}
