using Pdp.Engine.Decisions;

namespace Pdp.Server.ShadowReports;

/// <summary>What the version in force and the shadow say to one request, numbered.</summary>
/// <param name="InForce">What the version in force says.</param>
/// <param name="Shadow">What the shadow says.</param>
internal readonly record struct DecisionPair(Outcome InForce, Outcome Shadow)
{
    private static readonly Outcome[] _outcomes = [Outcome.Permit, Outcome.Deny, Outcome.NotApplicable, Outcome.Indeterminate];

    /// <summary>How many pairs there are: numbers are below it.</summary>
    public static int Count => _outcomes.Length * _outcomes.Length;

    /// <summary>All pairs by number.</summary>
    public static IReadOnlyList<DecisionPair> All { get; } =
        [.. from inForce in _outcomes from shadow in _outcomes select new DecisionPair(inForce, shadow)];

    /// <summary>The number.</summary>
    public int Number => ((int)InForce - (int)Outcome.Permit) * _outcomes.Length + ((int)Shadow - (int)Outcome.Permit);

    /// <summary>Whether they differ.</summary>
    public bool Differs => InForce != Shadow;

    /// <summary>Whether the shadow permits what is not permitted.</summary>
    public bool IsNewlyPermitted => Differs && Shadow == Outcome.Permit;

    /// <summary>Whether the shadow does not permit what is permitted.</summary>
    public bool IsNoLongerPermitted => Differs && InForce == Outcome.Permit;
}
