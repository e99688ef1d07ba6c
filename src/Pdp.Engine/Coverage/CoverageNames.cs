using System.Collections.Immutable;
using Pdp.Engine.Compilation;
using Pdp.Engine.Sources;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Engine.Coverage;

/// <summary>What the names of variables and definitions mean at some place.</summary>
internal sealed class CoverageNames
{
    private readonly ImmutableDictionary<string, CoverageName> _definitions;
    private readonly ImmutableDictionary<string, CoverageName> _variables;

    /// <summary>The names of definitions, which read one another.</summary>
    public CoverageNames(IEnumerable<DefinitionSource> definitions)
    {
        _variables = ImmutableDictionary.Create<string, CoverageName>(StringComparer.Ordinal);
        _definitions = definitions.DistinctBy(static definition => definition.Name, StringComparer.Ordinal).ToImmutableDictionary(
            static definition => definition.Name, definition => new CoverageName(definition.Constant, definition.Expression, this), StringComparer.Ordinal);
    }

    private CoverageNames(CoverageNames outer, ImmutableArray<VariableSource> variables)
    {
        _definitions = outer._definitions;
        _variables = outer._variables.SetItems(variables.DistinctBy(static variable => variable.Name, StringComparer.Ordinal)
            .Select(variable => KeyValuePair.Create(variable.Name, new CoverageName(default, variable.Expression, this))));
    }

    /// <summary>The same within a policy.</summary>
    public CoverageNames With(ImmutableArray<VariableSource> variables) => variables.IsEmpty ? this : new CoverageNames(this, variables);

    /// <summary>What a name means; null: nothing that is known.</summary>
    public CoverageName? Find(string root, string name) => root switch
    {
        Roots.Variables => _variables.GetValueOrDefault(name),
        Roots.Definitions => _definitions.GetValueOrDefault(name),
        _ => null,
    };
}

/// <summary>A variable or definition.</summary>
/// <param name="constant">A constant's value, else missing.</param>
/// <param name="expression">The expression, else null.</param>
/// <param name="names">What names mean in it.</param>
internal sealed class CoverageName(Value constant, ExpressionSource? expression, CoverageNames names)
{
    private Fixed? _value;
    private bool _isAsked;

    /// <summary>A constant's value, else missing.</summary>
    public Value Constant => constant;

    /// <summary>What an expression is for every request.</summary>
    public Fixed Value
    {
        get
        {
            if (_value is { } known) return known;
            // what reads itself does not load; that it ends here does not depend on it
            if (_isAsked || expression is null) return Fixed.No;
            _isAsked = true;
            var value = Parser.Parse(expression.Text).Root is { } root ? new FixedParts(names).Of(root) : Fixed.No;
            _value = value;
            return value;
        }
    }
}
