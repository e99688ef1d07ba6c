using Pdp.Engine.Sources;
using Pdp.Language.Guards;

namespace Pdp.Engine.Model;

/// <summary>A rule, compiled; shared by all places where references bring it in.</summary>
internal sealed class RuleCode
{
    public required RuleSource Source { get; init; }

    /// <summary>The document's version.</summary>
    public required int Version { get; init; }

    public required Effect Effect { get; init; }

    /// <summary>Null: every action.</summary>
    public required ActionPattern? Actions { get; init; }

    /// <summary>Null: always true.</summary>
    public required Expression? When { get; init; }

    /// <summary>That of <see cref="Actions"/> and <see cref="When"/>: where it does not hold, the rule is not applicable.</summary>
    public Guard Guard => (Actions?.Guard ?? Guard.True).And(When?.Guard ?? Guard.True);

    /// <summary>Those that hold for the rule's effect.</summary>
    public required NoticeCode[] Obligations { get; init; }

    /// <summary>Those that hold for the rule's effect.</summary>
    public required NoticeCode[] Advice { get; init; }
}
