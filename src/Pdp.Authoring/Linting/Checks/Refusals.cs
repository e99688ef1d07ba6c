using System.Runtime.CompilerServices;
using Pdp.Authoring.Linting.Model;
using Pdp.Engine.Sources;

namespace Pdp.Authoring.Linting.Checks;

/// <summary>
/// Finds what denies every request that nothing permits in words: a deny rule without a condition, or an inner policy with
/// <c>deny-unless-permit</c>. Beside such a one nothing is permitted for want of a denial.
/// </summary>
internal sealed class Refusals
{
    private readonly LintModel _model;
    private readonly HashSet<PolicySource> _seen = new(ReferenceEqualityComparer.Instance);

    private Refusals(LintModel model) => _model = model;

    /// <summary>Whether one of a policy's items, or one within, is such a one.</summary>
    public static bool DenyTheRest(LintedPolicy policy, LintModel model) => new Refusals(model).AnyOf(policy.Source, policy.Scope);

    private bool AnyOf(PolicySource policy, Scope scope)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return _seen.Add(policy) && policy.Items.Any(item => item switch
        {
            RuleSource { Effect: Effect.Deny } rule => IsForAll(rule.Actions) && IsTrue(rule.When, scope),
            PolicySource inline => Refuses(inline, scope.With(inline.Variables)),
            ReferenceSource reference => _model.Find(reference) is { } found && Refuses(found, _model.Definitions.With(found.Variables)),
            _ => false,
        });
    }

    private bool Refuses(PolicySource policy, Scope scope) =>
        IsTrue(policy.Target, scope) && (policy.Combining == CombiningAlgorithm.DenyUnlessPermit || AnyOf(policy, scope));

    private static bool IsForAll(IEnumerable<string>? actions) => actions is null || actions.Contains("*", StringComparer.Ordinal);

    private static bool IsTrue(ExpressionSource? condition, Scope scope) => condition is null || new Condition(condition, scope).IsAlwaysTrue;
}
