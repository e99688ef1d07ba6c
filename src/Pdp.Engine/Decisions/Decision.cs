namespace Pdp.Engine.Decisions;

/// <summary>
/// The answer to one request. An instance may be used for one decision after another (each clears it first), so that
/// deciding allocates nothing; it belongs to one thread at a time.
/// </summary>
public sealed class Decision
{
    internal List<DeterminingRule> DeterminingList { get; } = [];

    internal List<Notice> ObligationList { get; } = [];

    internal List<Notice> AdviceList { get; } = [];

    internal List<DecisionError> ErrorList { get; } = [];

    internal List<string> MisfitList { get; } = [];

    internal List<ShadowDecision> ShadowList { get; } = [];

    internal List<ShadowCauses> ShadowCauseList { get; } = [];

    /// <summary>
    /// Whether shadow versions are evaluated as well. It is the asker's to set, and stays as it is from one decision to the next;
    /// without them a decision costs what it would cost if there were none, but for the attributes that only they read.
    /// </summary>
    public bool WithShadows { get; set; } = true;

    /// <summary>The answer.</summary>
    public Outcome Outcome { get; internal set; }

    /// <summary>The value behind the answer.</summary>
    public InnerValue Value { get; internal set; }

    /// <summary>Whether the action is allowed: true for <see cref="Outcome.Permit"/> alone.</summary>
    public bool Allowed => Outcome == Outcome.Permit;

    /// <summary>
    /// <c>ok</c>, or for INDETERMINATE the code of the error that decided: <c>missing-attribute</c>,
    /// <c>syntax-error</c>, <c>processing-error</c>.
    /// </summary>
    public string Status { get; internal set; } = "ok";

    /// <summary>
    /// The rules that made the answer: for PERMIT and DENY those whose value reached the answer on a path on which every
    /// level had the final value; empty otherwise.
    /// </summary>
    public IReadOnlyList<DeterminingRule> Determining => DeterminingList;

    /// <summary>What the PEP must do; empty unless PERMIT or DENY.</summary>
    public IReadOnlyList<Notice> Obligations => ObligationList;

    /// <summary>What the PEP may do; empty unless PERMIT or DENY.</summary>
    public IReadOnlyList<Notice> Advice => AdviceList;

    /// <summary>All errors met, whether or not they mattered; for INDETERMINATE the deciding one comes first.</summary>
    public IReadOnlyList<DecisionError> Errors => ErrorList;

    /// <summary>In what the request does not fit the schemas, when they are enforced by warning or rejection.</summary>
    public IReadOnlyList<string> Misfits => MisfitList;

    /// <summary>What the shadow versions would have made of the answer; they never change it.</summary>
    public IReadOnlyList<ShadowDecision> Shadows => ShadowList;

    /// <summary>What made the outcomes of <see cref="Shadows"/>, position by position.</summary>
    public IReadOnlyList<ShadowCauses> ShadowCauses => ShadowCauseList;

    /// <summary>How many rules and policies the rule indexes found for it: what is evaluated at most where all lists are indexed.</summary>
    public int Candidates { get; internal set; }

    /// <summary>The revision of the policy set that decided.</summary>
    public string Revision { get; internal set; } = "";

    internal void Clear()
    {
        Outcome = Outcome.Unspecified;
        Value = InnerValue.NotApplicable;
        Status = "ok";
        Revision = "";
        Candidates = 0;
        DeterminingList.Clear();
        ObligationList.Clear();
        AdviceList.Clear();
        ErrorList.Clear();
        MisfitList.Clear();
        ShadowList.Clear();
        ShadowCauseList.Clear();
    }
}

/// <summary>What a shadow version said, beside the version in force.</summary>
/// <param name="Policy">The policy's id.</param>
/// <param name="Version">The shadow's version.</param>
/// <param name="Outcome">What that policy alone yields, told as an answer.</param>
/// <param name="InForce">What the version in force of that policy alone yields; NotApplicable when there is none.</param>
public sealed record ShadowDecision(string Policy, int Version, Outcome Outcome, Outcome InForce)
{
    /// <summary>Whether the shadow would have said something else. Answers tell only those that would.</summary>
    public bool Differs => Outcome != InForce;
}
