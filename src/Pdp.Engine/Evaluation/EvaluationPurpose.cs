namespace Pdp.Engine.Evaluation;

/// <summary>What policies are evaluated for.</summary>
internal enum EvaluationPurpose
{
    /// <summary>The answer: the roots, and what they reference.</summary>
    Answer,

    /// <summary>A shadow version, and what it references.</summary>
    Shadow,

    /// <summary>A version in force that references bring in, by itself: what its shadow version is compared with.</summary>
    Baseline,
}
