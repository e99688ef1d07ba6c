using Pdp.Engine.Sources;

namespace Pdp.Engine.Compilation;

/// <summary>A version of a policy on its way to code.</summary>
internal sealed class DocumentUnit(PolicySource source)
{
    public PolicySource Source { get; } = source;

    /// <summary>What part it plays; settled before it is read.</summary>
    public PolicyRole Role { get; set; } = PolicyRole.Inactive;

    /// <summary>Whether it is neither in force nor evaluated, so that what is wrong with it harms nobody.</summary>
    public bool IsUnused { get; set; }

    /// <summary>The policy itself; set when it is read.</summary>
    public PolicyUnit? Policy { get; set; }

    /// <summary>The versions it references, as far as they exist, in document order and each once.</summary>
    public List<DocumentUnit> References { get; } = [];

    /// <summary>All its expressions.</summary>
    public List<ExpressionUnit> Expressions { get; } = [];

    /// <summary>All its variables, those of inline policies included.</summary>
    public List<VariableUnit> Variables { get; } = [];

    /// <summary>The requests for which it may be evaluated: those of the places that reference it.</summary>
    public EnvironmentSet Environments { get; set; } = EnvironmentSet.None;

    /// <summary>Where findings about it go.</summary>
    public DiagnosticBag Diagnostics { get; set; } = new();

    public override string ToString() => $"{Source.Id}@{Source.Version}";
}
