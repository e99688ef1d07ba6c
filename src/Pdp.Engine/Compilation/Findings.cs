using Pdp.Language.Checking;
using Pdp.Language.Diagnostics;

namespace Pdp.Engine.Compilation;

/// <summary>What the checks of one expression in its environments found: each finding is told once.</summary>
internal sealed class Findings
{
    private Dictionary<Diagnostic, List<string>>? _found;
    private int _checks;

    public bool HasAny => _found is not null;

    public bool HasErrors => _found is not null && _found.Keys.Any(found => found.Severity == Severity.Error);

    public void Add(CheckResult result, string environment)
    {
        _checks++;
        foreach (var diagnostic in result.Diagnostics)
        {
            _found ??= [];
            if (!_found.TryGetValue(diagnostic, out var environments)) _found[diagnostic] = environments = [];
            environments.Add(environment);
        }
    }

    /// <summary>Tells everything; a finding of some environments only names the first of them.</summary>
    public void Tell(ExpressionUnit unit)
    {
        if (_found is null) return;
        foreach (var (diagnostic, environments) in _found.OrderBy(found => found.Key.Span.Start))
        {
            var first = environments[0];
            var help = environments.Count == _checks || first.Length == 0 ? null
                : environments.Count == 1 ? first
                : $"{first}, and {environments.Count - 1} more";
            unit.Diagnostics.Add(unit.Source, diagnostic, help);
        }
    }
}
