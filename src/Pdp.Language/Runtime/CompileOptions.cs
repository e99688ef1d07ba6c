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

    /// <summary>
    /// Whether an integer literal beside a value that turns out to be a double at run time counts as that double, when
    /// exactly representable: the checker adapts literals where it knows the type, this covers <c>dyn</c>. On for
    /// policies, off for conformance.
    /// </summary>
    public bool LiteralAdaptation { get; init; } = true;

    /// <summary>The first index in <see cref="Frame.Locals"/> that the program may use.</summary>
    public int FirstLocal { get; init; }

    /// <summary>
    /// Whether an int or uint is rounded to double before it is ordered with one, as the conformance data want;
    /// otherwise the order is exact. Equality is exact always.
    /// </summary>
    public bool RoundedOrder { get; init; }

    /// <summary>
    /// The parts that other programs of the same frames have as well; null when nothing is shared. What is recorded shares
    /// nothing.
    /// </summary>
    public ISharedParts? SharedParts { get; init; }

    /// <summary>
    /// Whether the usual shapes get nodes of their own and constants are folded. Tests turn it off to compare both;
    /// recording implies that it is off.
    /// </summary>
    internal bool Specialise { get; init; } = true;
}
