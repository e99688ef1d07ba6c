namespace Pdp.Language.Runtime;

/// <summary>How an expression is compiled.</summary>
public sealed record CompileOptions
{
    /// <summary>The options of the plain evaluation.</summary>
    public static CompileOptions Default { get; } = new();

    /// <summary>
    /// Whether every sub-expression tells <see cref="Frame.Recorder"/> its value. Such a program gives the same value or
    /// error as the plain one; nodes are wrapped, not replaced by others, but no two are fused.
    /// </summary>
    public bool Recording { get; init; }

    /// <summary>The first index in <see cref="Frame.Locals"/> that the program may use.</summary>
    public int FirstLocal { get; init; }
}
