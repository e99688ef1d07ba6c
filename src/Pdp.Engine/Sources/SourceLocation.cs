namespace Pdp.Engine.Sources;

/// <summary>Where something stands in the policy files.</summary>
/// <param name="File">Path of the file below the policy root, with forward slashes; a name of the host's choice otherwise.</param>
/// <param name="Pointer">JSON pointer (RFC 6901) to the member; empty for the document itself.</param>
public readonly record struct SourceLocation(string File, string Pointer)
{
    /// <summary>The location of a member or element below this one.</summary>
    public SourceLocation Child(string name) =>
        this with { Pointer = $"{Pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}" };

    /// <summary>The location of an element below this one.</summary>
    public SourceLocation Child(int index) => this with { Pointer = $"{Pointer}/{index}" };

    /// <inheritdoc/>
    public override string ToString() => Pointer.Length == 0 ? File : $"{File}: {Pointer}";
}
