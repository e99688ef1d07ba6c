using Pdp.Engine.Combining;
using Pdp.Engine.Decisions;
using Pdp.Engine.Indexing;
using Pdp.Language.Guards;

namespace Pdp.Engine.Model;

/// <summary>
/// An item at its place below a root. A referenced policy has one node for each path that leads to it, so that all that
/// an answer tells of a place is made once; the code below is shared.
/// </summary>
internal abstract class ItemNode
{
    private DeterminingRule? _determining;

    /// <summary>What an answer tells when it is this that determines it.</summary>
    public DeterminingRule Determining => _determining ??= ToDetermining();

    /// <summary>How many places it takes: itself, and all that is in it.</summary>
    public abstract int Places { get; }

    protected abstract DeterminingRule ToDetermining();
}

/// <summary>A rule at its place.</summary>
internal sealed class RuleNode(RuleCode code, PolicyPlace place) : ItemNode
{
    public RuleNode(RuleCode code, string path)
        : this(code, new PolicyPlace(path, null, null))
    {
    }

    public RuleCode Code { get; } = code;

    /// <summary>The path of the policy that holds the rule.</summary>
    public string Path => place.Path;

    /// <summary>Where the rule can be left out; made anew each time.</summary>
    public RuleGuard Guard => new(Code.Guard, place.Targets);

    /// <summary>The value of the rule when it applies.</summary>
    public InnerValue Value { get; } = InnerValues.Of(code.Effect);

    /// <summary>Whether it has no obligations and no advice: then what it tells is known without a look at its code.</summary>
    public bool IsPlain { get; } = code.Obligations.Length == 0 && code.Advice.Length == 0;

    /// <inheritdoc/>
    public override int Places => 1;

    /// <inheritdoc/>
    protected override DeterminingRule ToDetermining() => new(Path, Code.Version, Code.Source.Id, Code.Source.Reason);
}

/// <summary>A policy at its place.</summary>
internal sealed class PolicyNode(PolicyCode code, string path, ItemNode[] items) : ItemNode
{
    public PolicyCode Code { get; } = code;

    /// <summary>The ids from the root on, joined by slashes.</summary>
    public string Path { get; } = path;

    public ItemNode[] Items { get; } = items;

    /// <summary>Where among its places each item begins, and behind the last one how many there are; null where every item takes one.</summary>
    public int[]? Offsets { get; } = OffsetsOf(items, 1);

    /// <inheritdoc/>
    public override int Places => Offsets is { } offsets ? offsets[^1] : Items.Length + 1;

    /// <summary>The places of items one after the other; null where every item takes one.</summary>
    /// <param name="items">The items.</param>
    /// <param name="first">The place of the first one.</param>
    private static int[]? OffsetsOf(ItemNode[] items, int first) =>
        Array.TrueForAll(items, item => item.Places == 1) ? null : Lay(items, first);

    /// <summary>The places of items one after the other, and the place behind the last one.</summary>
    /// <param name="items">The items.</param>
    /// <param name="first">The place of the first one.</param>
    public static int[] Lay(ItemNode[] items, int first)
    {
        var offsets = new int[items.Length + 1];
        offsets[0] = first;
        for (var i = 0; i < items.Length; i++) offsets[i + 1] = offsets[i] + items[i].Places;
        return offsets;
    }

    /// <inheritdoc/>
    protected override DeterminingRule ToDetermining() => new(Path, Code.Document.Version, null, null);
}

/// <summary>What the rules of a policy at its place share.</summary>
/// <param name="path">The policy's path.</param>
/// <param name="around">The place of the policy around it; null at a root.</param>
/// <param name="target">The policy's target.</param>
internal sealed class PolicyPlace(string path, PolicyPlace? around, Expression? target)
{
    public string Path { get; } = path;

    /// <summary>The guard of the targets of this policy and all around it; made anew each time.</summary>
    public Guard Targets => (around?.Targets ?? Guard.Always).And(target?.Guard ?? Guard.Always);
}
