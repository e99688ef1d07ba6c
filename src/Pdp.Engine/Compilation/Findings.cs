using Pdp.Language.Checking;
using Pdp.Language.Diagnostics;

namespace Pdp.Engine.Compilation;

/// <summary>What the checks of one expression in its environments found: each finding is told once.</summary>
internal sealed class Findings
{
    private readonly Dictionary<Diagnostic, List<string>> _found = [];
    private readonly List<Diagnostic> _order = [];
    private int _checks;

    public bool HasErrors => _order.Exists(found => found.Severity == Severity.Error);

    public void Add(CheckResult result, string environment)
    {
        _checks++;
        foreach (var diagnostic in result.Diagnostics)
        {
            if (!_found.TryGetValue(diagnostic, out var environments))
            {
                _found[diagnostic] = environments = [];
                _order.Add(diagnostic);
            }

            environments.Add(environment);
        }
    }

    /// <summary>Tells everything; a finding of some environments only names the first of them.</summary>
    public void Tell(ExpressionUnit unit)
    {
        foreach (var diagnostic in _order.OrderBy(found => found.Span.Start))
        {
            var environments = _found[diagnostic];
            var first = environments[0];
            var help = environments.Count == _checks || first.Length == 0 ? null
                : environments.Count == 1 ? first
                : $"{first}, and {environments.Count - 1} more";
            unit.Diagnostics.Add(unit.Source, diagnostic, help);
        }
    }
}
