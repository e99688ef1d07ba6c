using Spectre.Console;

namespace Pdp.Cli.Explaining;

/// <summary>A node of a tree to draw.</summary>
/// <param name="Label">What it says; wrapped where the line ends.</param>
internal sealed record TreeNode(params (string Text, Style Style)[] Label)
{
    /// <summary>Makes lines that stand below the label as they are, given the width there is for them; null: none.</summary>
    public Func<int, IEnumerable<(string Text, Style Style)[]>>? Below { get; init; }

    /// <summary>What hangs below it.</summary>
    public List<TreeNode> Children { get; } = [];

    /// <summary>Hangs a node below this one.</summary>
    public TreeNode Add(TreeNode child)
    {
        Children.Add(child);
        return this;
    }
}
