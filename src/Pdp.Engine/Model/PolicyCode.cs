using Pdp.Engine.Combining;
using Pdp.Engine.Decisions;
using Pdp.Engine.Indexing;
using Pdp.Engine.Sources;
using Pdp.Language.Guards;

namespace Pdp.Engine.Model;

/// <summary>A policy, top-level or inline, compiled; shared by all places where references bring it in.</summary>
internal sealed class PolicyCode
{
    public required PolicySource Source { get; init; }

    public required DocumentCode Document { get; init; }

    /// <summary>Null: always true.</summary>
    public required Expression? Target { get; init; }

    /// <summary>Null for first-applicable and only-one-applicable.</summary>
    public required SetAlgorithm? Algorithm { get; init; }

    /// <summary>Whether it is not applicable, with nothing to tell, when its target is true and none of its items is applicable.</summary>
    public bool NeedsItems => Algorithm is not { } algorithm || algorithm.Result(0) == InnerValue.NotApplicable;

    public required NoticeCode[] Obligations { get; init; }

    public required NoticeCode[] Advice { get; init; }

    /// <summary>The policy's own variables in document order, for explanations.</summary>
    public required VariableCode[] Variables { get; init; }

    /// <summary>
    /// Where it does not hold, the policy is not applicable and has no error to tell: its target is false, or all its items
    /// are not applicable, its algorithm makes nothing of that, and its target does not fail. Known while the set is compiled;
    /// afterwards it always holds.
    /// </summary>
    public required Guard Guard { get; set; }

    /// <summary>Finds the items that may be applicable; null where all are looked at.</summary>
    public required ItemIndex? Index { get; init; }

    /// <summary>A <see cref="RuleCode"/> or a <see cref="PolicyCode"/> (inline or referenced) for each item.</summary>
    public required object[] Items { get; init; }
}

/// <summary>A variable, compiled.</summary>
internal sealed record VariableCode(string Path, int Index, Expression Expression);

/// <summary>A version of a policy: what its expressions share.</summary>
/// <param name="Number">Position among the documents of the set.</param>
/// <param name="Version">The version.</param>
/// <param name="FirstVariable">The first of its variables in a frame.</param>
/// <param name="VariableCount">How many variables it has, those of inline policies included.</param>
internal sealed record DocumentCode(int Number, int Version, int FirstVariable, int VariableCount);
