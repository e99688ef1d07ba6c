using Pdp.Engine.Diagnostics;

namespace Pdp.Engine.Compilation;

/// <summary>Finds what variables and definitions expressions read, and the circles among them.</summary>
internal sealed class VariableResolver(DefinitionTable definitions)
{
    // checking, compiling and evaluating one variable goes down into those it reads
    private const int MaxDepth = 64;

    /// <summary>Resolves the names that an expression reads.</summary>
    public void Resolve(ExpressionUnit unit)
    {
        foreach (var (name, span) in unit.Reads.Variables)
        {
            if (unit.Scope?.Find(name) is { } variable) Note(unit, variable);
            else if (unit.Scope is null)
            {
                unit.Diagnostics.Error(
                    EngineDiagnosticCodes.UnknownVariable, unit.Source, span,
                    $"a definition cannot read the variable `{name}`: variables belong to policies");
            }
            else
            {
                unit.Diagnostics.Error(
                    EngineDiagnosticCodes.UnknownVariable, unit.Source, span, $"no variable `{name}`",
                    Suggestions.DidYouMean(name, unit.Scope.Names));
            }
        }

        foreach (var (name, span) in unit.Reads.Definitions)
        {
            if (definitions.Find(name) is { } definition) Note(unit, definition);
            else
            {
                unit.Diagnostics.Error(
                    EngineDiagnosticCodes.UnknownVariable, unit.Source, span, $"no definition `{name}`",
                    Suggestions.DidYouMean(name, definitions.Names));
            }
        }
    }

    /// <summary>Tells of circles, once all names are resolved, and breaks the variables in them.</summary>
    public static void BreakCircles(IEnumerable<VariableUnit> variables)
    {
        var circles = new List<IReadOnlyList<VariableUnit>>();
        var closing = new HashSet<VariableUnit>();
        var ordered = DepthFirst.Order(variables, Needs, circles, closing);
        foreach (var variable in closing) variable.IsBroken = true;
        foreach (var circle in circles)
        {
            var first = circle[0];
            foreach (var variable in circle) variable.IsBroken = true;
            first.Unit!.Diagnostics.Error(
                EngineDiagnosticCodes.CircularVariable, first.Location,
                circle.Count == 1
                    ? $"`{first.Path}` reads itself"
                    : $"variables read one another in a circle: {string.Join(" → ", circle.Append(first).Select(variable => $"`{variable.Path}`"))}");
        }

        foreach (var variable in ordered)
        {
            var needs = Needs(variable);
            variable.Depth = 1 + needs.Select(needed => needed.Depth).DefaultIfEmpty().Max();
            if (needs.Any(needed => needed.IsBroken)) variable.IsBroken = true;
            if (variable.IsBroken || variable.Depth <= MaxDepth) continue;
            variable.IsBroken = true;
            variable.Unit!.Diagnostics.Error(
                EngineDiagnosticCodes.TooDeep, variable.Location,
                $"`{variable.Path}` reads more than {MaxDepth} variables one through the other");
        }
    }

    private static List<VariableUnit> Needs(VariableUnit variable) => variable.Unit?.ReadUnits ?? [];

    private static void Note(ExpressionUnit unit, VariableUnit variable)
    {
        unit.ReadUnits.Add(variable);
        variable.IsRead = true;
    }
}
