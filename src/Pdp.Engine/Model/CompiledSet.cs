using Pdp.Engine.Attributes;
using Pdp.Engine.Indexing;
using Pdp.Engine.Sources;

namespace Pdp.Engine.Model;

/// <summary>All that evaluation needs of a policy set.</summary>
internal sealed record CompiledSet
{
    /// <summary>The roots in ordinal order of their ids.</summary>
    public required PolicyNode[] Roots { get; init; }

    /// <summary>Finds the roots that may be applicable; null where all are looked at.</summary>
    public required ItemIndex? RootIndex { get; init; }

    /// <summary>Finds the places that may be applicable in all of a small set at once; null where each list is asked by itself.</summary>
    public ForestIndex? Forest { get; init; }

    /// <summary>The same without the shadow versions, for decisions that leave them out.</summary>
    public ForestIndex? RootForest { get; init; }

    /// <summary>The shadow versions by id and version.</summary>
    public required ShadowNode[] Shadows { get; init; }

    public required RequestLayout Layout { get; init; }

    public required EngineLimits Limits { get; init; }

    public required int DocumentCount { get; init; }

    /// <summary>Where the definitions stand among the variables: positions and numbers.</summary>
    public required (int First, int Count)[] Definitions { get; init; }

    public required int VariableCount { get; init; }

    public required int LocalCount { get; init; }

    /// <summary>How many places the memo of a decision has, see <see cref="Expression.Memo"/>.</summary>
    public int MemoCount { get; init; }

    /// <summary>How many parts of expressions have a place in <see cref="Pdp.Language.Runtime.Frame.Shared"/>.</summary>
    public int SharedCount { get; init; }

    public required string Revision { get; init; }
}
