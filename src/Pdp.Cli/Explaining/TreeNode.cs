using Spectre.Console;

namespace Pdp.Cli.Explaining;

/// <summary>A node of a tree to draw.</summary>
/// <param name="Label">What it says; wrapped where the line ends.</param>
internal sealed record TreeNode(params (string Text, Style Style)[] Label)
{
    /// <summary>Lines below the label that are never wrapped, since their columns matter.</summary>
    public List<(string Text, Style Style)> Details { get; } = [];

    /// <summary>What hangs below it.</summary>
    public List<TreeNode> Children { get; } = [];

    /// <summary>Hangs a node below this one.</summary>
    public TreeNode Add(TreeNode child)
    {
        Children.Add(child);
        return this;
    }
}
