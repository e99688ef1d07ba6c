using Pdp.Engine.Diagnostics;
using Pdp.Engine.Sources;

namespace Pdp.Engine.Compilation;

/// <summary>The definitions that all policies share.</summary>
internal sealed class DefinitionTable
{
    private readonly Dictionary<string, VariableUnit> _byName = new(StringComparer.Ordinal);

    public DefinitionTable(IEnumerable<DefinitionSource> sources, DiagnosticBag diagnostics, ParsedText.Table texts)
    {
        foreach (var source in sources)
        {
            var expression = source.Expression is { } text ? new ExpressionUnit(text, null, diagnostics, texts) : null;
            var unit = new VariableUnit(Roots.Definitions, source.Name, source.Location, expression, source.Constant)
            {
                Definition = source,
            };
            if (_byName.TryAdd(source.Name, unit))
            {
                All.Add(unit);
                continue;
            }

            diagnostics.Error(
                EngineDiagnosticCodes.DuplicateDefinition, source.Location, $"definition `{source.Name}` is defined twice",
                $"the other one is {_byName[source.Name].Location}");
        }
    }

    /// <summary>All of them, in the order of the source.</summary>
    public List<VariableUnit> All { get; } = [];

    public VariableUnit? Find(string name) => _byName.GetValueOrDefault(name);

    public IEnumerable<string> Names => _byName.Keys;
}
