namespace Pdp.Engine.Compilation;

/// <summary>How deep policies may be nested at all.</summary>
internal static class PolicyDepth
{
    /// <summary>The greatest limit that may be set: evaluation goes down by recursion, and a stack that overflows ends the process.</summary>
    public const int Greatest = 256;
}
