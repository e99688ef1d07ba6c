using Pdp.Engine.Decisions;

namespace Pdp.Engine.Model;

/// <summary>A shadow version, and the version in force that it is compared with.</summary>
internal sealed class ShadowNode
{
    private const int OutcomeCount = (int)Outcome.Indeterminate + 1;

    private readonly ShadowDecision[] _decisions;

    /// <param name="policy">The policy's id.</param>
    /// <param name="version">The shadow's version.</param>
    /// <param name="shadow">The shadow itself.</param>
    /// <param name="root">Position of the version in force among the roots; −1 when it is none of them.</param>
    /// <param name="inForce">The version in force when it is no root, evaluated alone; null: there is none.</param>
    public ShadowNode(string policy, int version, PolicyNode shadow, int root, PolicyNode? inForce)
    {
        Shadow = shadow;
        Root = root;
        InForce = inForce;
        var outcomes = Enum.GetValues<Outcome>();
        _decisions =
        [
            .. from ours in outcomes from theirs in outcomes select new ShadowDecision(policy, version, ours, theirs),
        ];
    }

    public PolicyNode Shadow { get; }

    public int Root { get; }

    public PolicyNode? InForce { get; }

    /// <summary>The policies that are evaluated for it besides the roots.</summary>
    public IEnumerable<PolicyNode> Trees => Root >= 0 || InForce is null ? [Shadow] : [Shadow, InForce];

    /// <summary>What to report; made beforehand, so that shadows allocate nothing.</summary>
    public ShadowDecision Decision(Outcome shadow, Outcome inForce) =>
        _decisions[(int)shadow * OutcomeCount + (int)inForce];
}
