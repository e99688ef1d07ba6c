using Pdp.Language.Guards;
using Pdp.Language.Values;

namespace Pdp.Engine.Indexing;

/// <summary>
/// Where a rule at its place can be left out, because it is not applicable or because a policy around it is not. It is for choosing candidates: the value of a policy is computed from its target and its items
/// apart, for a target in error makes another value of them than a rule in error.
/// <para>
/// What a guard that does not hold says is that the rule counts as not applicable, and no more. That all rules of a policy
/// are does not make the policy so: <c>deny-unless-permit</c> and <c>permit-unless-deny</c> decide without any, and
/// <c>only-one-applicable</c> counts policies by their targets, so that below it a policy is left out only where the guard
/// of its own target does not hold.
/// </para>
/// </summary>
/// <param name="own">The guard of the rule's <c>actions</c> and <c>when</c>.</param>
/// <param name="targets">The guard of the targets of all policies around the rule.</param>
internal sealed class RuleGuard(Guard own, Guard targets)
{
    private Guard? _all;

    /// <summary>Holds at every request.</summary>
    public static RuleGuard Always { get; } = new(Guard.Always, Guard.Always);

    /// <summary>Where it does not hold, the rule's own value is not applicable, wherever it stands.</summary>
    public Guard Own { get; } = own;

    /// <summary>
    /// Where it does not hold, the target of a policy around the rule is false, and that policy is not applicable, whatever
    /// its algorithm is.
    /// </summary>
    public Guard Targets { get; } = targets;

    /// <summary>Where it does not hold, <see cref="Own"/> or <see cref="Targets"/> says that the rule can be left out.</summary>
    public Guard All => _all ??= Targets.And(Own);

    /// <summary>Why the rule is left out, for people: <c>`resource.type` is `invoice`, the rule needs `document`</c>; null when it is not.</summary>
    public string? Explain(ReadOnlySpan<Value> slots) => All.Explain(slots);
}
