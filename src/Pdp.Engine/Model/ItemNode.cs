using Pdp.Engine.Decisions;
using Pdp.Engine.Indexing;

namespace Pdp.Engine.Model;

/// <summary>
/// An item at its place below a root. A referenced policy has one node for each path that leads to it, so that all that
/// an answer tells of a place is made beforehand; the code below is shared.
/// </summary>
internal abstract class ItemNode;

/// <summary>A rule at its place.</summary>
internal sealed class RuleNode(RuleCode code, string path) : ItemNode
{
    public RuleCode Code { get; } = code;

    /// <summary>The path of the policy that holds the rule.</summary>
    public string Path { get; } = path;

    /// <summary>Where the rule can be left out.</summary>
    public RuleGuard Guard { get; init; } = RuleGuard.Always;

    public DeterminingRule Determining { get; } = new(path, code.Version, code.Source.Id, code.Source.Reason);
}

/// <summary>A policy at its place.</summary>
internal sealed class PolicyNode(PolicyCode code, string path, ItemNode[] items) : ItemNode
{
    public PolicyCode Code { get; } = code;

    /// <summary>The ids from the root on, joined by slashes.</summary>
    public string Path { get; } = path;

    public ItemNode[] Items { get; } = items;

    /// <summary>What an answer tells when the algorithm decides although no item does.</summary>
    public DeterminingRule Determining { get; } = new(path, code.Document.Version, null, null);
}
