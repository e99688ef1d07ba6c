using Pdp.Engine.Evaluation;
using Pdp.Engine.Model;
using Pdp.Engine.Sources;
using Pdp.Language.Guards;

namespace Pdp.Engine.Indexing;

/// <summary>
/// One index over all places of a small set: the roots, and whatever is evaluated beside them. A decision asks it once, where the
/// indexes of lists are asked list by list, and short lists have none.
/// <para>
/// The places are numbered in document order, a policy before what is in it. A rule is found where the targets of all policies
/// around it and its own condition may hold. A policy is gone into when anything in it is found; what it comes to besides needs it
/// to be found by itself: its target may fail, which is told, or it decides without any item, or it is counted.
/// </para>
/// </summary>
internal sealed class ForestIndex
{
    /// <summary>Most places: it is made anew with every revision.</summary>
    public const int MostPlaces = 2_048;

    // where there is one list, its own index finds the same
    private const int FewLists = 2;

    private ForestIndex(PolicyNode[] trees, BuiltIndex index)
    {
        Trees = trees;
        Offsets = PolicyNode.Lay(trees, 0);
        Index = index;
    }

    /// <summary>The roots, and behind them the other policies that are evaluated by themselves.</summary>
    public PolicyNode[] Trees { get; }

    /// <summary>The place of each tree.</summary>
    public int[] Offsets { get; }

    /// <summary>The index over the places.</summary>
    public BuiltIndex Index { get; }

    /// <summary>The index of a set; null where it is too large, or lists have indexes that find as much.</summary>
    /// <param name="trees">The policies that are evaluated by themselves.</param>
    public static ForestIndex? Of(PolicyNode[] trees)
    {
        if (trees.Sum(tree => (long)tree.Places) > MostPlaces) return null;
        var guards = new List<Guard>();
        var lists = 1;
        foreach (var tree in trees) Add(tree, CombiningAlgorithm.DenyOverrides, Guard.True, guards, ref lists);
        return lists > FewLists ? new ForestIndex(trees, ItemIndex.OfWhole(guards)) : null;
    }

    /// <summary>Finds the places that may be applicable at a request.</summary>
    /// <param name="context">What the decision works with: it gets what is found.</param>
    /// <param name="roots">How many of the trees are roots.</param>
    /// <returns>What was found within the roots, and within the others.</returns>
    public (Within Roots, Within Others) Find(EvaluationContext context, int roots)
    {
        var found = context.Candidates;
        Index.Find(context.Frame.Slots, found);
        var end = found.Count;
        while (end > 0 && found[end - 1].Item >= Offsets[roots]) end--;
        return (new Within(0, 0, end) { IsKnown = true }, new Within(0, end, found.Count) { IsKnown = true });
    }

    private static void Add(ItemNode item, CombiningAlgorithm around, Guard targets, List<Guard> guards, ref int lists)
    {
        if (item is RuleNode rule)
        {
            guards.Add(targets.And(rule.Code.Guard));
            return;
        }

        var policy = (PolicyNode)item;
        var target = policy.Code.Target;
        var inside = targets.And(target?.Guard ?? Guard.True);
        guards.Add(OfPolicy(policy.Code, around, inside));
        if (policy.Items.Length > 0) lists++;
        foreach (var inner in policy.Items) Add(inner, policy.Code.Source.Combining, inside, guards, ref lists);
    }

    // an exact one is found wherever the target may fail, and says besides where it is true
    private static Guard OfPolicy(PolicyCode policy, CombiningAlgorithm around, Guard inside)
    {
        if (around == CombiningAlgorithm.OnlyOneApplicable || !policy.NeedsItems) return inside;
        if (policy.Target is not { } target) return Guard.Never;
        return inside.IsExact ? inside : inside.And(target.FailingOrMade);
    }
}
